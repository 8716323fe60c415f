/// The catalogue of rules of the interface, and which of them our tests prove.
@org.jspecify.annotations.NullMarked
module org.demarc.conformance {
    requires static org.jspecify;
    requires org.snakeyaml.engine;

    exports org.demarc.conformance.catalogue;
}
