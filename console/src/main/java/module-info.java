/// The admin HTTP API: what operators and their tools ask a running node.
@org.jspecify.annotations.NullMarked
module org.demarc.console {
    requires static org.jspecify;
    requires transitive org.demarc.edge;
    requires org.slf4j;
    requires tools.jackson.core;
    requires jdk.httpserver;

    exports org.demarc.console.control;
    exports org.demarc.console.http;
    exports org.demarc.console.metrics;
}
