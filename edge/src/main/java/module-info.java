/// The border element: B2BUA, routing, admission.
@org.jspecify.annotations.NullMarked
module org.demarc.edge {
    requires static org.jspecify;
    requires transitive org.demarc.trunk;

    exports org.demarc.edge.config;
    exports org.demarc.edge.status;
}
