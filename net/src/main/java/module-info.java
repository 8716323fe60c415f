/// SIP sockets, timers and lanes: drives the pure machines.
@org.jspecify.annotations.NullMarked
module org.demarc.net {
    requires static org.jspecify;
    requires transitive org.demarc.sip;
    requires org.demarc.linux;
    requires org.slf4j;
    requires org.jctools.core;
    requires org.dnsjava;

    exports org.demarc.net.dns;
    exports org.demarc.net.tls;
    exports org.demarc.net;
}
