/// What signalling says on the wire: messages, codec, transactions, dialogs.
@org.jspecify.annotations.NullMarked
module org.demarc.sip {
    requires static org.jspecify;

    exports org.demarc.sip.codec;
    exports org.demarc.sip.dialog;
    exports org.demarc.sip.digest;
    exports org.demarc.sip.identity;
    exports org.demarc.sip.location;
    exports org.demarc.sip.message;
    exports org.demarc.sip.transaction;
    exports org.demarc.sip.transport;
    exports org.demarc.sip.ua;
}
