/// The admin HTTP API.
@org.jspecify.annotations.NullMarked
module org.demarc.console {
    requires static org.jspecify;
    requires org.demarc.edge;
    requires org.slf4j;
    requires tools.jackson.databind;
    requires jdk.httpserver;
}
