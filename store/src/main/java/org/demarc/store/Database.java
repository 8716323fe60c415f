package org.demarc.store;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where documents are kept: a file of this node, or a PostgreSQL server. The SQL is the same.
public final class Database {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    /// H2: the file is damaged.
    private static final int FILE_CORRUPTED = 90_030;

    private final String url;
    private final Properties properties;
    private final @Nullable Path file;
    private final @Nullable Path drivers;
    private @Nullable Driver driver;

    private Database(String url, Properties properties, @Nullable Path file, @Nullable Path drivers) {
        this.url = url;
        this.properties = properties;
        this.file = file;
        this.drivers = drivers;
    }

    /// A file in that directory, which is made when it is not there; nobody else may read it.
    ///
    /// @param drivers directory with the JDBC drivers; null: they are on the class path
    public static Database embedded(Path directory, @Nullable Path drivers) {
        Path name = directory.toAbsolutePath().normalize().resolve("demarc");
        if (name.toString().indexOf(';') >= 0) throw new StoreException("';' in the path " + directory);
        // A commit is in the file when it returns; the writer gathers, so there are few. Our own close ends the
        // database: a
        // hook at exit would race with it. DELETE and UPDATE leave room that is used again, and little of it.
        String url = "jdbc:h2:file:" + name + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=2048";
        return new Database(url, new Properties(), Path.of(name + ".mv.db"), drivers);
    }

    /// A PostgreSQL server.
    ///
    /// @param url `jdbc:postgresql://host:port/database`, without secrets
    /// @param drivers directory with the JDBC drivers; null: they are on the class path
    public static Database server(String url, String user, String password, @Nullable Path drivers) {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        // A server that vanished is noticed: the writer waits for it, and nobody else.
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "20");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "demarc");
        return new Database(url, properties, null, drivers);
    }

    /// A connection without auto-commit. One thread at a time.
    Connection connect() throws SQLException {
        if (file != null) prepare(file);
        try {
            return connected();
        } catch (SQLException e) {
            if (file == null || e.getErrorCode() != FILE_CORRUPTED) throw e;
            putAside(file, e);
            return connected();
        }
    }

    private Connection connected() throws SQLException {
        Driver d = driver;
        if (d == null) driver = d = Drivers.find(url, drivers);
        Connection connection = d.connect(url, properties);
        if (connection == null) throw new StoreException("no JDBC driver takes " + this);
        connection.setAutoCommit(false);
        return connection;
    }

    private static void prepare(Path file) {
        Path directory = file.getParent();
        if (directory == null || Files.isDirectory(directory)) return;
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                var mine = PosixFilePermissions.fromString("rwx------");
                Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(mine));
            } else {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new StoreException("cannot make the directory " + directory + ": " + e.getMessage(), e);
        }
    }

    /// What is kept makes a start smoother; a node that does not start for its sake helps nobody. The file stays for
    /// who
    /// wants to look at it.
    private static void putAside(Path file, SQLException why) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        log.error("store.damaged file={} kept={} why={}", file, aside, LogText.of(why));
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StoreException("cannot put the damaged file " + file + " aside: " + e.getMessage(), e);
        }
    }

    /// True for a file of this node.
    public boolean isEmbedded() {
        return file != null;
    }

    /// Where it is, without parameters, in which people keep secrets.
    @Override
    public String toString() {
        if (file != null) return file.toString();
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }
}
