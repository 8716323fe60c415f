/// What outlives a process: documents with a key and a version, in an embedded database or in PostgreSQL.
@org.jspecify.annotations.NullMarked
module org.demarc.store {
    requires static org.jspecify;
    requires transitive java.sql;
    requires org.slf4j;
    // What the drivers need of the JDK: they are loaded later, and what is not there at the start cannot be added.
    requires java.management;
    requires java.naming;
    requires java.security.jgss;

    exports org.demarc.store;

    uses java.sql.Driver;
}
