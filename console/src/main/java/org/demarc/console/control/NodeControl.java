package org.demarc.console.control;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.demarc.edge.admission.Bans;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkTest;

/// The running node. Questions are answered on the threads that own the answers, so they come as futures; who waits,
/// waits for a bounded time.
public interface NodeControl {
    /// How the node is.
    CompletableFuture<NodeStatus> status();

    /// All calls, the oldest first.
    CompletableFuture<List<CallSnapshot>> calls();

    /// One call by our id; empty when there is none.
    CompletableFuture<Optional<CallSnapshot>> call(String id);

    /// Ends a call on both sides; false when there is none.
    CompletableFuture<Boolean> hangup(String id);

    /// All trunks, in the order of the configuration.
    CompletableFuture<List<TrunkSnapshot>> trunks();

    /// One trunk; empty when there is none.
    CompletableFuture<Optional<TrunkSnapshot>> trunk(String name);

    /// The sources that are shut out, the newest last.
    List<Bans.Ban> bans();

    /// Lets a source in again, named as in the list or by an address of it; false when it is not shut out.
    boolean unban(String source);

    /// Asks each peer of a trunk now, DNS first; empty when there is no such trunk. Takes up to 20 s.
    CompletableFuture<Optional<TrunkTest>> test(String name);

    /// Takes away what is registered for a trunk: how many contacts; empty when no such trunk registers with
    /// us.
    CompletableFuture<Optional<Integer>> drop(String name);

    /// Reads the configuration file again and puts in force what can change while calls are up.
    CompletableFuture<ReloadResult> reload();

    /// Takes no new calls any more (true), or takes them again (false). Calls that exist go on.
    void drain(boolean on);

    /// True while new calls are taken.
    boolean ready();
}
