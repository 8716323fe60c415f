package org.demarc.edge.b2bua;

/// One of the two legs of a call.
enum Side {
    CALLER,
    CALLEE;

    Side other() {
        return this == CALLER ? CALLEE : CALLER;
    }
}
