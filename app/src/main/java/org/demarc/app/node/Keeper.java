package org.demarc.app.node;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.demarc.store.Row;
import org.jspecify.annotations.Nullable;

/// Writes down what registers, in the log and in the store, and has the store read at start. The database is
/// opened when the first trunk of the configuration registers with us.
final class Keeper implements RegistrationListener, AutoCloseable {
    private final EventLog log;
    private volatile @Nullable Stored stored;

    Keeper(EventLog log) {
        this.log = log;
    }

    /// Opens the store and loads what it kept, unless that is done or nobody registers with us.
    void open(NodeConfig config, List<ListeningPoint> points, @Nullable RegistrarNode registrar, long now) {
        if (registrar == null || stored != null) return;
        Stored opened = Stored.open(config.store(), points);
        stored = opened;
        registrar.registrations().load(opened, now);
        log.report(
                LogLevel.INFO, "store.opened", "database", opened.database, "accounts", Integer.toString(opened.found));
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
        Stored keeping = stored;
        if (keeping != null) keeping.rows.close();
    }

    /// An open database, with what was in it.
    private static final class Stored implements BindingsStore {
        private final String database;
        private final List<ListeningPoint> points;
        private final List<Row> read = new ArrayList<>();
        private final RegistrationRows rows;
        private final long base;
        private final int found;

        private Stored(Database database, List<ListeningPoint> points) {
            this.database = database.toString();
            this.points = points;
            this.rows = RegistrationRows.open(database, read::add);
            long highest = 0;
            for (Row row : read) highest = Math.max(highest, row.version());
            this.base = highest; // revisions begin anew in each process
            this.found = read.size();
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
            Map<String, List<Binding>> all = new HashMap<>();
            for (Row row : read) {
                List<Binding> bindings = BindingText.read(row.document(), points);
                if (!bindings.isEmpty()) all.put(row.key(), bindings);
            }
            read.clear();
            return all;
        }

        @Override
        public void changed(RegistrationAccount account, Bindings now, List<BindingChange> changes) {
            long version = base + now.revision();
            if (now.all().isEmpty()) rows.remove(account.key(), version);
            else rows.put(account.key(), version, BindingText.write(now.all()));
        }
    }
}
