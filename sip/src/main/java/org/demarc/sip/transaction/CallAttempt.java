package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;

/// What an INVITE has by whichever path it comes: RFC 3261 section 8.2.2.2.
record CallAttempt(String callId, String fromTag, long sequence) {
    static CallAttempt of(Request invite) {
        return new CallAttempt(invite.callId(), invite.fromTag(), invite.cseq());
    }
}
