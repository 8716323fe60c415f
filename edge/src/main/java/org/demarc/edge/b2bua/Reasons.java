package org.demarc.edge.b2bua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.routing.Called;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Reason;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.RetryAfter;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.account.Trunk;

/// What crosses of the reasons and redirections of the other leg.
final class Reasons {
    private static final int MOST_CONTACTS = 5;

    private Reasons() {}

    /// The protocol and cause of each Reason (RFC 3326); its text is the other side's own and stays there.
    static Extra of(SipMessage message) {
        if (!message.has(HeaderName.REASON)
                || !(message.all(Reason.TYPE) instanceof Fields.Values<Reason>(List<Reason> reasons))) {
            return Extra.NONE;
        }
        List<Extra.Line> lines = new ArrayList<>(1);
        for (Reason reason : reasons) {
            int cause = reason.cause();
            boolean known = reason.protocol().equalsIgnoreCase("SIP")
                    || reason.protocol().equalsIgnoreCase("Q.850");
            if (known && cause >= 0) {
                lines.add(new Extra.Line(HeaderName.REASON, reason.protocol() + ";cause=" + cause));
            }
        }
        return lines.isEmpty() ? Extra.NONE : new Extra(lines);
    }

    /// What crosses with a refusal: why (RFC 3326), and when to try again where that is the callee's own word.
    static Extra refusal(Response response) {
        List<Extra.Line> lines = new ArrayList<>(of(response).fields());
        int status = response.status();
        boolean calleesWord = status == 480 || status == 486 || status == 600 || status == 603 || status == 404;
        if (calleesWord && response.header(RetryAfter.TYPE) instanceof Field.Present(RetryAfter after)) {
            lines.add(new Extra.Line(HeaderName.RETRY_AFTER, Long.toString(after.seconds())));
        }
        return new Extra(lines);
    }

    /// The numbers of a redirection's Contacts as Contacts of ours on the caller's flow.
    ///
    /// @param by the trunk that redirected
    /// @param to that of the caller
    static Extra redirection(Response response, Trunk by, Trunk to, Flow flow) {
        if (!(response.all(Contact.TYPE) instanceof Fields.Values<Contact>(List<Contact> contacts))) return Extra.NONE;
        List<Extra.Line> lines = new ArrayList<>(1);
        for (Contact contact : contacts) {
            if (contact.isStar() || lines.size() == MOST_CONTACTS) continue;
            String number = Called.number(contact.uri());
            if (number == null) continue;
            String shown = to.written(by.known(number));
            lines.add(new Extra.Line(HeaderName.CONTACT, "<" + Identity.uri(shown, flow.sentBy()) + ">"));
        }
        return new Extra(lines);
    }
}
