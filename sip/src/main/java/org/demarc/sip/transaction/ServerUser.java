package org.demarc.sip.transaction;

/// The transaction user above a server transaction.
public interface ServerUser {
    /// The peer sent a CANCEL before a final response; it has its 200 already. The user now ends the INVITE
    /// with 487.
    void cancelled(InviteServerTransaction transaction, org.demarc.sip.message.Request cancel);

    /// A final response other than 2xx was never acknowledged (timer H), or could not be sent. Nothing is left
    /// to do but to forget the transaction.
    void failed(ServerTransaction transaction, Failure failure);
}
