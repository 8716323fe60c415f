package org.demarc.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.demarc.store.WriteBehind.Change;
import org.jspecify.annotations.Nullable;

/// The registrations that outlive the process, one document for each key. Read whole at start; what changes later is
/// written behind: `put`, `putLater` and `remove` never wait. A change is in the database within some 100 ms, one that
/// may wait within 20 s, and a crash loses what came after that. Changes of one key are written in their order, and the
/// latest may stand for those before it.
public final class RegistrationRows implements AutoCloseable {
    /// Writes itself down when its time has come, on another thread: it changes no more.
    @FunctionalInterface
    public interface Document {
        /// At most 65,536 characters, none of them NUL.
        String text();
    }

    /// Keys that may wait for a database that is away.
    public static final int MOST_WAITING = 200_000;

    /// Well below the shortest life of a registration.
    private static final Duration LATER = Duration.ofSeconds(20);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final WriteBehind writer;

    private RegistrationRows(WriteBehind writer) {
        this.writer = writer;
    }

    /// Opens the database and hands over all rows, in any order, before it returns.
    ///
    /// @throws StoreException when it cannot be opened or read
    public static RegistrationRows open(Database database, Consumer<Row> taker) {
        return open(database, taker, MOST_WAITING, LATER);
    }

    static RegistrationRows open(Database database, Consumer<Row> taker, int mostWaiting, Duration later) {
        var table = new DocumentTable("registration");
        Connection connection = null;
        try {
            connection = database.connect();
            table.create(connection);
            table.each(connection, taker);
            var writer = new WriteBehind(database, table, connection, mostWaiting, later);
            writer.start();
            return new RegistrationRows(writer);
        } catch (SQLException e) {
            close(connection, e);
            throw new StoreException("cannot use the database " + database + ": " + LogText.of(e), e);
        }
    }

    private static void close(@Nullable Connection connection, SQLException because) {
        if (connection == null) return;
        try {
            connection.close();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /// Keeps a document, unless a newer one is kept already.
    ///
    /// @return false when it is lost because too much waits for a database that is away
    public boolean put(String key, long version, Document document) {
        return writer.give(new Change(Row.checked(key), version, document));
    }

    /// Keeps a document that differs from the one before in nothing that a crash may not undo.
    ///
    /// @return as of `put`
    public boolean putLater(String key, long version, Document document) {
        return writer.giveLater(new Change(Row.checked(key), version, document));
    }

    /// Removes a document, unless a newer one is kept.
    ///
    /// @param version of the removal: higher than that of the document
    /// @return as of `put`
    public boolean remove(String key, long version) {
        return writer.give(new Change(Row.checked(key), version, null));
    }

    /// Waits until all that was put or removed before is written.
    ///
    /// @return false when the time was over first
    public boolean flush(Duration most) {
        return writer.flush(most);
    }

    public StoreHealth health() {
        return new StoreHealth(
                writer.waiting(), writer.written(), writer.dropped(), writer.failingSince(), writer.why());
    }

    /// Writes what waits, for at most 5 s, and closes the database.
    @Override
    public void close() {
        writer.close(CLOSE);
    }
}
