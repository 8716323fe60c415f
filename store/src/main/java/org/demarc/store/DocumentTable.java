package org.demarc.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The SQL of one table of documents, the same for H2 and PostgreSQL. A row is changed only by a version that is not
/// older:
/// nodes that share a table do not undo each other.
final class DocumentTable {
    /// What becomes of one document.
    ///
    /// @param document null: it is removed
    record Change(String key, long version, @Nullable String document) {}

    private static final int FETCH = 1_000;

    private final String name;

    /// @param name of the table: a word of lower-case letters
    DocumentTable(String name) {
        if (!name.matches("[a-z][a-z_]{0,40}")) throw new IllegalArgumentException("name of a table: " + name);
        this.name = name;
    }

    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + name + " (name VARCHAR(" + Row.LONGEST_KEY
                    + ") PRIMARY KEY, version BIGINT NOT NULL, document VARCHAR(" + Row.LONGEST_DOCUMENT
                    + ") NOT NULL)");
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            // Two nodes that start together on one server: the other one was faster, which PostgreSQL calls a
            // violation.
            if (!exists(connection)) throw e;
        }
    }

    private boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + name + " WHERE 1 = 0")) {
            return rows.next();
        } catch (SQLException notThere) {
            return false;
        } finally {
            connection.rollback();
        }
    }

    /// Reads all rows, some at a time.
    void each(Connection connection, Consumer<Row> taker) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery("SELECT name, version, document FROM " + name)) {
                while (rows.next()) taker.accept(new Row(rows.getString(1), rows.getLong(2), rows.getString(3)));
            }
        } finally {
            connection.rollback();
        }
    }

    /// Writes changes of different keys in one transaction: all or none.
    void write(Connection connection, List<Change> changes) throws SQLException {
        try {
            List<Change> kept = new ArrayList<>(changes.size());
            List<Change> removed = new ArrayList<>();
            for (Change change : changes) (change.document() == null ? removed : kept).add(change);
            if (!removed.isEmpty()) remove(connection, removed);
            if (!kept.isEmpty()) insert(connection, update(connection, kept));
            connection.commit();
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private void remove(Connection connection, List<Change> changes) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + name + " WHERE name = ? AND version <= ?")) {
            for (Change change : changes) {
                delete.setString(1, change.key());
                delete.setLong(2, change.version());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /// @return those that have no row yet, or one that is newer
    private List<Change> update(Connection connection, List<Change> changes) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + name + " SET version = ?, document = ? WHERE name = ? AND version <= ?")) {
            for (Change change : changes) {
                update.setLong(1, change.version());
                update.setString(2, change.document());
                update.setString(3, change.key());
                update.setLong(4, change.version());
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            List<Change> missed = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) if (counts[i] == 0) missed.add(changes.get(i));
            return missed;
        }
    }

    private void insert(Connection connection, List<Change> changes) throws SQLException {
        if (changes.isEmpty()) return;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + name
                + " (name, version, document) SELECT CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS VARCHAR)"
                + " WHERE NOT EXISTS (SELECT 1 FROM " + name + " WHERE name = ?)")) {
            for (Change change : changes) {
                insert.setString(1, change.key());
                insert.setLong(2, change.version());
                insert.setString(3, change.document());
                insert.setString(4, change.key());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
