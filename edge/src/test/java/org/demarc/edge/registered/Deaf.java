package org.demarc.edge.registered;

import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;

/// Does not care what comes of a request.
final class Deaf implements ClientUser {
    @Override
    public void response(ClientTransaction transaction, Response response) {}

    @Override
    public void failed(ClientTransaction transaction, Failure failure) {}
}
