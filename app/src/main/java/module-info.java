/// Main: command line, configuration file, wiring.
@org.jspecify.annotations.NullMarked
module org.demarc.app {
    requires static org.jspecify;
    requires org.demarc.edge;
    requires org.demarc.pbx;
    requires org.demarc.net;
    requires org.demarc.relay;
    requires org.demarc.store;
    requires org.demarc.console;
    requires org.demarc.conformance;
    requires org.slf4j;
    requires info.picocli;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
    requires jdk.unsupported; // sun.misc.Signal: there is no other way to hear SIGHUP

    exports org.demarc.app.log to
            org.slf4j; // named by -Dslf4j.provider, which is found sooner than a service

    provides org.slf4j.spi.SLF4JServiceProvider with
            org.demarc.app.log.LogProvider;
}
