/// A small reference PBX and its phones.
@org.jspecify.annotations.NullMarked
module org.demarc.pbx {
    requires static org.jspecify;
    requires transitive org.demarc.trunk;

    exports org.demarc.pbx.phone;
    exports org.demarc.pbx.voice;
}
