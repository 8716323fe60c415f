package org.demarc.edge.registration;

import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.UserAgent;
import org.jspecify.annotations.Nullable;

/// The REGISTER of one flow: RFC 3261 section 10.2, RFC 6140 section 5.1, RFC 5626 section 4.2.1. Refreshes and
/// removals
/// have the same form (catalogue REG-002, REG-021).
///
/// @param config the trunk
/// @param callId of every REGISTER of this flow (catalogue REG-019)
/// @param fromTag of them, too
/// @param regId of the flow
/// @param gin in bulk
/// @param outbound with `reg-id`
/// @param redirected the registrar that a 3xx named; null: the domain
record RegisterForm(
        RegistrationConfig config,
        String callId,
        String fromTag,
        int regId,
        boolean gin,
        boolean outbound,
        @Nullable SipUri redirected) {

    /// The Request-URI: a domain without user part (catalogue REG-001).
    String requestUri() {
        SipUri to = redirected == null
                ? SipUri.of("", config.domain())
                : new SipUri(redirected.secure(), null, null, redirected.host(), redirected.port(), Params.EMPTY, "");
        return to.toString();
    }

    /// Our Contact URI on a flow: what the provider sends calls to.
    SipUri contact(Flow flow) {
        String sentBy = flow.sentBy();
        int colon = sentBy.lastIndexOf(':');
        boolean port = colon > sentBy.lastIndexOf(']');
        SipUri uri = SipUri.of(
                gin ? "" : config.account().user(),
                port ? sentBy.substring(0, colon) : sentBy,
                port ? Integer.parseInt(sentBy, colon + 1, sentBy.length(), 10) : -1);
        if (flow.transport() != Transport.UDP) {
            uri = uri.withParam("transport", flow.transport().parameter());
        }
        return gin ? uri.withParams(uri.params().with("bnc")) : uri;
    }

    /// @param proxy the registrar's URI, which goes into Route where it has `lr`
    /// @param credentials known ahead
    Request request(Flow flow, SipUri proxy, long cseq, long expires, String via, Extra credentials) {
        String self = "<" + config.addressOfRecord() + ">";
        String contact = "<" + contact(flow) + ">";
        if (outbound) contact += ";+sip.instance=\"<" + config.instance() + ">\";reg-id=" + regId;
        MessageBuilder<Request> register = Request.builder(Method.REGISTER, requestUri())
                .add(HeaderName.VIA, via)
                .add(HeaderName.MAX_FORWARDS, "70");
        if (proxy.params().has("lr")) register.add(HeaderName.ROUTE, "<" + proxy + ">");
        register.add(HeaderName.FROM, self + ";tag=" + fromTag)
                .add(HeaderName.TO, self)
                .add(HeaderName.CALL_ID, callId)
                .add(HeaderName.CSEQ, cseq + " REGISTER")
                .add(HeaderName.CONTACT, contact)
                .add(HeaderName.EXPIRES, Long.toString(expires));
        if (gin) {
            register.add(HeaderName.REQUIRE, "gin").add(HeaderName.PROXY_REQUIRE, "gin");
        }
        register.add(HeaderName.SUPPORTED, "path" + (gin ? ", gin" : "") + (outbound ? ", outbound" : ""))
                .add(HeaderName.ALLOW, UserAgent.allow());
        for (Extra.Line line : credentials.fields()) register.add(line.name(), line.value());
        return register.build();
    }
}
