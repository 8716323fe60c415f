/// What signalling says on the wire: messages, codec, transactions, dialogs.
@org.jspecify.annotations.NullMarked
module org.demarc.sip {
    requires static org.jspecify;

    exports org.demarc.sip.codec;
    exports org.demarc.sip.message;
}
