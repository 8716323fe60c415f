package org.demarc.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.codec.RequestCheck;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.NameAddr;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Via;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Decoding, checking, answering and building around one INVITE of 921 octets.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@State(Scope.Thread)
public class MessageBenchmark {
    private static final String SDP = """
            v=0
            o=- 53655765 2353687637 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 16384 RTP/AVP 0 8 18 101
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:18 G729/8000
            a=fmtp:18 annexb=no
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            a=sendrecv
            """.replace("\n", "\r\n");
    private static final String HEAD = """
            INVITE sip:+4930123@127.0.0.1:5060;user=phone SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-1340-38-0
            From: "Alice Example" <sip:+49301234567@pbx.example.com;user=phone>;tag=1340U38
            To: <sip:+4930123@trunk.example.net;user=phone>
            Call-ID: 38-1340@127.0.0.1
            CSeq: 1 INVITE
            Contact: <sip:+49301234567@127.0.0.1:5080;transport=udp>
            Max-Forwards: 70
            Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE, PRACK
            Supported: timer, 100rel, replaces
            Session-Expires: 1800
            P-Asserted-Identity: "Alice Example" <sip:+49301234567@pbx.example.com;user=phone>
            User-Agent: Bench PBX 1.0
            Content-Type: application/sdp
            Content-Length: %d

            """.replace("\n", "\r\n");

    private final byte[] invite = (HEAD.formatted(SDP.length()) + SDP).getBytes(StandardCharsets.US_ASCII);
    private final byte[] sdp = SDP.getBytes(StandardCharsets.US_ASCII);
    private final MessageDecoder decoder = new MessageDecoder(Limits.DEFAULT);
    private final Request request = decodeInvite();
    private final NameAddr self = NameAddr.of(SipUri.of("edge", "192.0.2.1", 5060));
    private final Via via = switch (Via.TYPE.parse("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK77ef4c2312983.1;rport")) {
        case org.demarc.sip.message.Field.Present<Via>(Via value) -> value;
        case org.demarc.sip.message.Field.Absent<Via> _, org.demarc.sip.message.Field.Malformed<Via> _ ->
            throw new IllegalStateException("a Via is expected");
    };

    private Request decodeInvite() {
        if (decoder.decode(invite, invite.length) instanceof Decoded.Complete(Request decoded, int _)) {
            return decoded;
        }
        throw new IllegalStateException("the INVITE is sound");
    }

    /// Octets to a message whose structure is checked.
    @Benchmark
    public Decoded decode() {
        return decoder.decode(invite, invite.length);
    }

    /// The same with what every lane asks of every message.
    @Benchmark
    public int decodeAndKey() {
        Request decoded = decodeInvite();
        return decoded.callId().length()
                + decoded.fromTag().length()
                + decoded.toTag().length()
                + decoded.topBranch().length()
                + (int) decoded.cseq()
                + decoded.cseqMethod().hashCode();
    }

    /// The full check of a UAS.
    @Benchmark
    public boolean check() {
        return RequestCheck.check(request) == null;
    }

    /// A 200 with Contact and SDP.
    @Benchmark
    public Response answer() {
        return Response.answering(request, 200, "OK", "8f2c41")
                .add(Contact.TYPE, new Contact(self))
                .body("application/sdp", sdp)
                .build();
    }

    /// An INVITE from nothing.
    @Benchmark
    public Request build() {
        return Request.builder(Method.INVITE, "sip:+4930123@127.0.0.1:5060;user=phone")
                .add(Via.TYPE, via)
                .add(HeaderName.MAX_FORWARDS, 70)
                .add(HeaderName.FROM, "<sip:+49301234567@pbx.example.com;user=phone>;tag=1340U38")
                .add(HeaderName.TO, "<sip:+4930123@trunk.example.net;user=phone>")
                .add(HeaderName.CALL_ID, "38-1340@127.0.0.1")
                .add(HeaderName.CSEQ, "1 INVITE")
                .add(HeaderName.CONTACT, "<sip:+49301234567@127.0.0.1:5080;transport=udp>")
                .body("application/sdp", sdp)
                .build();
    }
}
