/// Seeds, a virtual clock, a faulty network and the rule of purity, for tests; knows no SIP.
@org.jspecify.annotations.NullMarked
module org.demarc.sim {
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires com.tngtech.archunit;

    exports org.demarc.sim;
}
