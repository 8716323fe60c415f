package org.demarc.app.node;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.config.NodeConfig.StoreConfig;
import org.demarc.app.log.EventLog;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.Bindings;
import org.demarc.edge.registrar.BindingsStore;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.RegistrationAccount;
import org.demarc.edge.registrar.RegistrationListener;
import org.demarc.net.ListeningPoint;
import org.demarc.sip.transport.Flow;
import org.demarc.store.Database;
import org.demarc.store.RegistrationRows;
import org.demarc.store.StoreException;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Writes down what registers, in the log and in the store, and has the store read at start. The database is
/// opened when the first trunk of the configuration registers with us.
final class Keeper implements RegistrationListener, AutoCloseable {
    private final EventLog log;
    private @Nullable FutureTask<Stored> opening;
    private volatile @Nullable Stored stored;

    Keeper(EventLog log) {
        this.log = log;
    }

    /// Begins to open the store and to read it, on a thread of its own, unless that was done or nobody registers with
    /// us.
    void begin(NodeConfig config, List<ListeningPoint> points) {
        boolean needed = false;
        for (Trunk trunk : config.edge().trunks()) needed |= RegistrarNode.serves(trunk);
        if (!needed || opening != null) return;
        FutureTask<Stored> task = new FutureTask<>(() -> Stored.open(config.store(), points));
        opening = task;
        Thread.ofPlatform().name("store-open").daemon().start(task);
    }

    /// Waits until the store is open, and loads what it kept, unless that is done or nobody registers with us.
    ///
    /// @throws StoreException when it cannot be opened
    void open(NodeConfig config, List<ListeningPoint> points, @Nullable RegistrarNode registrar, long now) {
        if (registrar == null || stored != null) return;
        begin(config, points);
        Stored opened = opened();
        if (opened == null) return;
        stored = opened;
        registrar.registrations().load(opened, now);
        log.report(
                LogLevel.INFO, "store.opened", "database", opened.database, "accounts", Integer.toString(opened.found));
    }

    /// Null when nothing was begun.
    private @Nullable Stored opened() {
        FutureTask<Stored> task = opening;
        if (task == null) return null;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true; // who interrupts gets a store that is closed well
                }
            }
        } catch (ExecutionException e) {
            opening = null; // with the next reload it may be there
            if (e.getCause() instanceof RuntimeException ours) throw ours;
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Override
    public void changed(RegistrationAccount account, Bindings now, List<BindingChange> changes) {
        Stored keeping = stored;
        if (keeping != null) keeping.changed(account, now, changes);
        for (BindingChange change : changes) report(account, change);
    }

    private void report(RegistrationAccount account, BindingChange change) {
        LogLevel level = switch (change.event()) {
            case REFRESHED -> LogLevel.DEBUG;
            case REGISTERED, UNREGISTERED, DEACTIVATED, REJECTED -> LogLevel.INFO;
            case FLOW_LOST, EXPIRED -> LogLevel.WARN;
        };
        if (!log.writes(level)) return;
        Binding b = change.binding();
        Flow flow = b.flow();
        log.report(
                level,
                "registration."
                        + (change.event() == BindingChange.Event.FLOW_LOST
                                ? "flow-lost"
                                : change.event().wire()),
                "trunk",
                account.name(),
                "contact",
                b.contact().toString(),
                "flow",
                flow == null ? "" : flow.describe(),
                "seconds",
                change.event().active() ? Long.toString(b.secondsLeft(b.updated())) : "");
    }

    @Override
    public void close() {
        try {
            Stored keeping = opened();
            if (keeping != null) keeping.rows.close();
        } catch (StoreException _) {
            // it never was open, and who began it was told
        }
    }

    /// An open database, with what was in it.
    private static final class Stored implements BindingsStore {
        private static final long LONG = 40; // seconds

        private final String database;
        private final RegistrationRows rows;
        private Map<String, List<Binding>> read = new HashMap<>();
        private long base; // revisions begin anew in each process
        private int found;

        private Stored(Database database, List<ListeningPoint> points) {
            this.database = database.toString();
            this.rows = RegistrationRows.open(database, row -> {
                base = Math.max(base, row.version());
                found++;
                List<Binding> bindings = BindingText.read(row.document(), points);
                if (!bindings.isEmpty()) read.put(row.key(), bindings);
            });
        }

        static Stored open(StoreConfig config, List<ListeningPoint> points) {
            Path directory = config.directory();
            Path drivers = drivers();
            Database database = directory != null
                    ? Database.embedded(directory, drivers)
                    : Database.server(config.url(), config.user(), config.password(), drivers);
            return new Stored(database, points);
        }

        /// The folder with the JDBC drivers, beside that of the program; null where there is none.
        private static @Nullable Path drivers() {
            try {
                CodeSource source = Keeper.class.getProtectionDomain().getCodeSource();
                if (source == null) return null;
                Path lib = Path.of(source.getLocation().toURI()).getParent();
                Path drivers = lib == null ? null : lib.resolveSibling("jdbc");
                return drivers != null && Files.isDirectory(drivers) ? drivers : null;
            } catch (URISyntaxException e) {
                return null;
            }
        }

        @Override
        public Map<String, List<Binding>> load() {
            Map<String, List<Binding>> all = read;
            read = Map.of();
            return all;
        }

        @Override
        public void changed(RegistrationAccount account, Bindings now, List<BindingChange> changes) {
            if (isAsWritten(changes)) return;
            long version = base + now.revision();
            if (now.all().isEmpty()) rows.remove(account.key(), version);
            else if (mayWait(changes)) rows.putLater(account.key(), version, () -> BindingText.write(now.all()));
            else rows.put(account.key(), version, () -> BindingText.write(now.all()));
        }

        private static boolean isAsWritten(List<BindingChange> changes) {
            for (BindingChange change : changes) {
                if (!change.isAsWritten()) return false;
            }
            return true;
        }

        /// A crash may undo what only prolongs a binding that lives on for long: it ends when it would have.
        private static boolean mayWait(List<BindingChange> changes) {
            for (BindingChange change : changes) {
                Binding before = change.before();
                if (before == null || before.secondsLeft(change.binding().updated()) < LONG) return false;
                if (!change.prolongs()) return false;
            }
            return true;
        }
    }
}
