/// System calls of Linux through java.lang.foreign.
@org.jspecify.annotations.NullMarked
module org.demarc.linux {
    requires static org.jspecify;
}
