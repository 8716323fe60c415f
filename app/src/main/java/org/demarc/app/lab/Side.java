package org.demarc.app.lab;

/// An end of the lab's calls.
enum Side {
    /// The PBX and its phones.
    PBX,
    /// The far end behind the provider.
    FAR;

    Side other() {
        return this == PBX ? FAR : PBX;
    }
}
