package org.demarc.sip.codec;

import java.util.List;
import org.demarc.sip.message.*;
import org.jspecify.annotations.Nullable;

/// What a UAS reads before it acts: RFC 3261 §8.2, §16.3. Each known header that is there must be what its
/// grammar
/// says, and the Request-URI one that a SIP element can serve.
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
        for (HeaderType<?> type : TYPES) {
            String wrong = request.wrongIn(type);
            if (wrong != null) {
                return new Refusal(400, wrong);
            }
        }
        if (request.hasBody() && MultipartCodec.decode(request, limits) instanceof Field.Malformed<Body>(String why)) {
            return new Refusal(400, why);
        }
        return null;
    }

    /// `urn:service:sos` and its like: a call for help must not fail on its scheme (RFC 5031).
    private static boolean isService(OtherUri uri) {
        return uri.scheme().equals("urn") && uri.rest().regionMatches(true, 0, "service:", 0, 8);
    }
}
