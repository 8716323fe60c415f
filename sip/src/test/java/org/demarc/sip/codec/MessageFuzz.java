package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.demarc.sip.message.Accept;
import org.demarc.sip.message.Allow;
import org.demarc.sip.message.CSeq;
import org.demarc.sip.message.CallId;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.ContentDisposition;
import org.demarc.sip.message.ContentType;
import org.demarc.sip.message.Date;
import org.demarc.sip.message.Event;
import org.demarc.sip.message.Expires;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.From;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.HeaderType;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.MaxForwards;
import org.demarc.sip.message.PAssertedIdentity;
import org.demarc.sip.message.Privacy;
import org.demarc.sip.message.RAck;
import org.demarc.sip.message.Reason;
import org.demarc.sip.message.ReferTo;
import org.demarc.sip.message.Replaces;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.RetryAfter;
import org.demarc.sip.message.Route;
import org.demarc.sip.message.SessionExpires;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SubscriptionState;
import org.demarc.sip.message.Timestamp;
import org.demarc.sip.message.To;
import org.demarc.sip.message.Via;
import org.demarc.sip.message.Warning;

/// No datagram makes the decoder or any reader throw; what is decoded, written anew and decoded again is the
/// same; what a reader accepts is written so that it is read back; an answer to it, and what the server notes
/// in it, are sound.
class MessageFuzz {
    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);
    private static final List<HeaderType<?>> TYPES = List.of(
            Via.TYPE,
            From.TYPE,
            To.TYPE,
            Contact.TYPE,
            Route.TYPE,
            Reason.TYPE,
            Warning.TYPE,
            Accept.TYPE,
            Allow.TYPE,
            CallId.TYPE,
            ContentDisposition.TYPE,
            ContentType.TYPE,
            CSeq.TYPE,
            Date.TYPE,
            Event.TYPE,
            Expires.TYPE,
            MaxForwards.TYPE,
            PAssertedIdentity.TYPE,
            Privacy.TYPE,
            RAck.TYPE,
            ReferTo.TYPE,
            Replaces.TYPE,
            RetryAfter.TYPE,
            SessionExpires.TYPE,
            SubscriptionState.TYPE,
            Timestamp.TYPE);

    @FuzzTest(maxDuration = "1m")
    void everyDatagramIsAValue(byte[] octets) {
        switch (DECODER.decode(octets.clone(), octets.length)) {
            case Decoded.Complete(Request request, int _) -> request(request);
            case Decoded.Complete(SipMessage message, int _) -> message(message);
            case Decoded.Malformed(int status, String why, var asFarAsRead) -> {
                assertThat(why).hasSizeLessThan(200).matches("[ -~]+");
                assertThat(status).isIn(0, 400, 413, 414, 501, 505, 513);
                if (asFarAsRead instanceof Request request) {
                    answer(request, status);
                }
            }
            case Decoded.KeepAlive _, Decoded.NeedMore _ -> {}
        }
    }

    private static void request(Request request) {
        message(request);
        request.requestUriField();
        boolean sound = RequestCheck.check(request) == null;
        Response answer = decoded(answer(request, sound ? 200 : 400));
        assertThat(answer.topBranch()).isEqualTo(request.topBranch());
        Request received = decoded(request.receivedFrom(address(), 4711));
        assertThat(received.topBranch()).isEqualTo(request.topBranch());
        assertThat(received.callId()).isEqualTo(request.callId());
        assertThat(received.bodyBytes()).isEqualTo(request.bodyBytes());
    }

    private static java.net.InetAddress address() {
        var address = IpText.parse("2001:db8::7");
        if (address == null) {
            throw new AssertionError("a literal address");
        }
        return address;
    }

    private static Response answer(Request request, int status) {
        request.topBranch();
        request.cseqMethod();
        return Response.answering(request, status, "Answer", "t1")
                .copyAll(request, HeaderName.RECORD_ROUTE)
                .build();
    }

    private static void message(SipMessage message) {
        message.topVia();
        message.fromTag();
        message.toTag();
        message.callId();
        message.cseq();
        message.cseqMethod();
        message.body().parts();
        assertThat(message.toString()).isNotEmpty();
        message.fields();
        SipMessage again = switch (message) {
            case Request request -> decoded(request.edit().build());
            case Response response -> decoded(response.edit().build());
        };
        if (message.has(HeaderName.CONTENT_LENGTH)) {
            assertThat(WireVectorTest.wire(again)).isEqualTo(WireVectorTest.wire(message));
        }
        for (HeaderType<?> type : TYPES) {
            typed(message, type);
        }
    }

    private static <T> void typed(SipMessage message, HeaderType<T> type) {
        boolean wrong = false;
        var check = message.fieldCheck();
        for (int i = 0; i < message.fieldCount(); i++) {
            if (message.idAt(i) == type.name().id()) {
                wrong |= check.wrongAt(i, type) != null;
            }
        }
        switch (message.all(type)) {
            case Fields.Values<T>(List<T> values) -> {
                assertThat(wrong).isFalse();
                for (T value : values) {
                    String text = type.write(value);
                    assertThat(type.parse(text))
                            .as(text)
                            .isInstanceOfSatisfying(
                                    Field.Present.class,
                                    present ->
                                            assertThat(type.write(value)).isEqualTo(String.valueOf(present.value())));
                    Response.builder(200, "OK").add(type, value).build();
                }
            }
            case Fields.Malformed<T> _ -> assertThat(wrong).isTrue();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <M extends SipMessage> M decoded(M message) {
        byte[] octets = Arrays.copyOf(message.wire(), message.length());
        Decoded decoded = DECODER.decode(octets, octets.length);
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return (M) ((Decoded.Complete) decoded).message();
    }
}
