/// The SIPconnect interface itself: trunks, numbers, limits.
@org.jspecify.annotations.NullMarked
module org.demarc.trunk {
    requires static org.jspecify;
    requires transitive org.demarc.sip;
    requires transitive org.demarc.media;

    exports org.demarc.trunk.account;
    exports org.demarc.trunk.numbers;
}
