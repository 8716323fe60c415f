/// The media data plane: ports and packet loops.
@org.jspecify.annotations.NullMarked
module org.demarc.relay {
    requires static org.jspecify;
    requires transitive org.demarc.media;
    requires org.demarc.linux;
    requires org.slf4j;

    exports org.demarc.relay;
}
