package org.demarc.sip.codec;

import java.util.List;
import org.demarc.sip.message.Accept;
import org.demarc.sip.message.Allow;
import org.demarc.sip.message.Body;
import org.demarc.sip.message.CSeq;
import org.demarc.sip.message.CallId;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.ContentDisposition;
import org.demarc.sip.message.ContentType;
import org.demarc.sip.message.Event;
import org.demarc.sip.message.Expires;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.From;
import org.demarc.sip.message.HeaderType;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.MaxForwards;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.MinSe;
import org.demarc.sip.message.MultipartCodec;
import org.demarc.sip.message.OtherUri;
import org.demarc.sip.message.PAssertedIdentity;
import org.demarc.sip.message.PPreferredIdentity;
import org.demarc.sip.message.Path;
import org.demarc.sip.message.Privacy;
import org.demarc.sip.message.ProxyRequire;
import org.demarc.sip.message.RAck;
import org.demarc.sip.message.Reason;
import org.demarc.sip.message.RecordRoute;
import org.demarc.sip.message.ReferTo;
import org.demarc.sip.message.ReferredBy;
import org.demarc.sip.message.Replaces;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Require;
import org.demarc.sip.message.Route;
import org.demarc.sip.message.SessionExpires;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.SubscriptionState;
import org.demarc.sip.message.Supported;
import org.demarc.sip.message.TelUri;
import org.demarc.sip.message.Timestamp;
import org.demarc.sip.message.To;
import org.demarc.sip.message.Uri;
import org.demarc.sip.message.Via;
import org.jspecify.annotations.Nullable;

/// What a UAS reads before it acts: RFC 3261 §8.2, §16.3. Each known header that is there must be what its
/// grammar says, and the Request-URI one that a SIP element can serve.
public final class RequestCheck {
    private static final List<HeaderType<?>> TYPES = List.of(
            From.TYPE,
            To.TYPE,
            Via.TYPE,
            CallId.TYPE,
            CSeq.TYPE,
            MaxForwards.TYPE,
            Contact.TYPE,
            Route.TYPE,
            RecordRoute.TYPE,
            Require.TYPE,
            ProxyRequire.TYPE,
            Supported.TYPE,
            Allow.TYPE,
            Accept.TYPE,
            ContentType.TYPE,
            ContentDisposition.TYPE,
            Expires.TYPE,
            SessionExpires.TYPE,
            MinSe.TYPE,
            PAssertedIdentity.TYPE,
            PPreferredIdentity.TYPE,
            Privacy.TYPE,
            ReferTo.TYPE,
            ReferredBy.TYPE,
            Replaces.TYPE,
            Reason.TYPE,
            RAck.TYPE,
            Event.TYPE,
            SubscriptionState.TYPE,
            Path.TYPE,
            Timestamp.TYPE);

    private static final int VIA = Via.TYPE.name().id();
    private static final int CONTACT = Contact.TYPE.name().id();
    private static final HeaderType<?>[] BY_ID = byId();

    private RequestCheck() {}

    /// Null when the request may be acted upon.
    public static @Nullable Refusal check(Request request) {
        return check(request, Limits.DEFAULT);
    }

    public static @Nullable Refusal check(Request request, Limits limits) {
        switch (request.requestUriField()) {
            case Field.Malformed<Uri>(String why) -> {
                return new Refusal(400, "Request-URI: " + why);
            }
            case Field.Absent<Uri> _ -> {
                return new Refusal(400, "Request-URI is missing");
            }
            case Field.Present<Uri>(SipUri uri) -> {
                if (!uri.headers().isEmpty() || uri.params().has("method")) {
                    return new Refusal(400, "Request-URI: headers and method are not allowed there");
                }
            }
            case Field.Present<Uri>(TelUri _) -> {}
            case Field.Present<Uri>(OtherUri uri) -> {
                if (!isService(uri)) {
                    return new Refusal(416, "Request-URI: scheme not supported");
                }
            }
        }
        String wrong = wrongField(request, limits);
        if (wrong != null) {
            return new Refusal(400, wrong);
        }
        if (MultipartCodec.isMultipart(request)
                && MultipartCodec.decode(request, limits) instanceof Field.Malformed<Body>(String why)) {
            return new Refusal(400, why);
        }
        return null;
    }

    /// By the number of their names; `BY_ID[0]`, an unknown name, and those without a type stay null.
    private static HeaderType<?>[] byId() {
        var table = new HeaderType<?>[128];
        for (HeaderType<?> type : TYPES) {
            table[type.name().id()] = type;
        }
        return table;
    }

    /// Each known field by its grammar, and no single-value header twice.
    private static @Nullable String wrongField(Request request, Limits limits) {
        int vias = 0;
        long seenLow = 0;
        long seenHigh = 0;
        SipMessage.FieldCheck check = request.fieldCheck();
        for (int i = 0; i < request.fieldCount(); i++) {
            int id = request.idAt(i);
            HeaderType<?> type = BY_ID[id];
            if (type == null) {
                continue;
            }
            if (!type.isList()) {
                long bit = 1L << id;
                if (((id < 64 ? seenLow : seenHigh) & bit) != 0) {
                    return type.name().canonical().concat(" stands more than once");
                }
                seenLow |= id < 64 ? bit : 0;
                seenHigh |= id < 64 ? 0 : bit;
            }
            String wrong = check.wrongAt(i, type);
            if (wrong != null) {
                return wrong;
            }
            if (id == VIA) {
                vias += request.commasAt(i) + 1;
            }
            if (id == CONTACT && request.isStarAt(i) && !request.method().equals(Method.REGISTER)) {
                return "Contact: * is for REGISTER";
            }
        }
        return vias > limits.vias() ? "too many Via fields" : null;
    }

    /// `urn:service:sos` and its like: a call for help must not fail on its scheme (RFC 5031).
    private static boolean isService(OtherUri uri) {
        return uri.scheme().equals("urn") && uri.rest().regionMatches(true, 0, "service:", 0, 8);
    }
}
