package org.demarc.interop.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Nodes whose test class is over. A transaction absorbs late repetitions for 32 seconds after its end: here they
/// wait for that together, rather than each class for its own. `LeftoversIT` asks for them at the end of the run.
public final class Retired implements AutoCloseable {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Retired.class);

    private final List<Retiree> all = Collections.synchronizedList(new ArrayList<>());

    /// A node without calls.
    ///
    /// @param name of the class that it served
    public record Retiree(String name, Node node) {}

    private final List<Place> places = Collections.synchronizedList(new ArrayList<>());

    /// The nodes retired in this run; whatever is left of them ends with it.
    public static Retired of(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Retired.class, _ -> new Retired(), Retired.class);
    }

    void take(String name, @Nullable Node node, Place place) {
        if (node != null) all.add(new Retiree(name, node));
        places.add(place);
    }

    public List<Retiree> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        for (Retiree retiree : all) retiree.node().close();
        for (Place place : places) place.close();
    }
}
