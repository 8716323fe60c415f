/// The border element: B2BUA, routing, admission.
@org.jspecify.annotations.NullMarked
module org.demarc.edge {
    requires static org.jspecify;
    requires transitive org.demarc.trunk;

    exports org.demarc.edge.admission;
    exports org.demarc.edge.config;
    exports org.demarc.edge.event;
    exports org.demarc.edge.locating;
    exports org.demarc.edge.regevent;
    exports org.demarc.edge.registrar;
    exports org.demarc.edge.registration;
    exports org.demarc.edge.routing;
    exports org.demarc.edge.status;
    exports org.demarc.edge;
}
