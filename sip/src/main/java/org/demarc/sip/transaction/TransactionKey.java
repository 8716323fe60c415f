package org.demarc.sip.transaction;

import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Via;

/// What matches a request to its server transaction: RFC 3261 section 17.2.3. An ACK has the key of its INVITE.
///
/// @param branch the branch of the top Via; for RFC 2543 requests the fields that section 17.2.3 lists, joined
/// @param host sent-by host of the top Via
/// @param port its port, -1 where it has none
/// @param method the method, INVITE for ACK
record TransactionKey(String branch, String host, int port, Method method) {
    private static final String MAGIC_COOKIE = "z9hG4bK";

    static TransactionKey of(Request request) {
        return of(request, request.method().equals(Method.ACK) ? Method.INVITE : request.method());
    }

    static TransactionKey of(Request request, Method method) {
        Via via = request.topVia();
        String branch = request.topBranch();
        // A branch of nothing but the cookie (RFC 4475 section 3.2.1) matches like one without.
        if (branch.length() > MAGIC_COOKIE.length() && branch.startsWith(MAGIC_COOKIE)) {
            return new TransactionKey(branch, via.host(), via.port(), method);
        }
        // The To tag is left out: the ACK carries ours, the INVITE had none, and Call-ID, From tag and CSeq suffice.
        String old = request.requestUriText()
                + '\n'
                + request.callId()
                + '\n'
                + request.fromTag()
                + '\n'
                + request.cseq()
                + '\n'
                + request.raw(HeaderName.VIA);
        return new TransactionKey(old, via.host(), via.port(), method);
    }
}
