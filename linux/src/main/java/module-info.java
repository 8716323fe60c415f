/// System calls of Linux through java.lang.foreign: datagram sockets, epoll, eventfd.
@org.jspecify.annotations.NullMarked
module org.demarc.linux {
    requires static org.jspecify;

    exports org.demarc.linux;
}
