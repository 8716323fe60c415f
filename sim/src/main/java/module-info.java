/// Seeds, a virtual clock and a faulty network for tests; knows no SIP.
@org.jspecify.annotations.NullMarked
module org.demarc.sim {
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;

    exports org.demarc.sim;
}
