package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.codec.RequestCheck;

/// What we write, we read back equal.
class MessageProperties {
    private static SipMessage decode(SipMessage message) {
        byte[] octets = Wire.octetsOf(message);
        return switch (new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length)) {
            case Decoded.Complete(SipMessage decoded, int used) when used == octets.length -> decoded;
            case Decoded other -> throw new AssertionError(other + "\n" + message);
        };
    }

    @Seeded(runs = 2_000)
    void uriIsReadBackEqual(Gen gen) {
        Uri uri = MessageGen.uri(gen);
        assertThat(UriTest.parse(uri.toString())).isEqualTo(uri);
        assertThat(uri.equivalent(uri)).isTrue();
    }

    @Seeded(runs = 2_000)
    void addressIsReadBackEqual(Gen gen) {
        NameAddr address = MessageGen.nameAddr(gen);
        assertThat(From.TYPE.parse(address.toString())).isEqualTo(new Field.Present<>(new From(address)));
    }

    @Seeded(runs = 1_000)
    void builtRequestIsReadBackEqual(Gen gen) {
        Request built = MessageGen.request(gen);
        Request read = (Request) decode(built);
        assertThat(read.fields()).isEqualTo(built.fields());
        assertThat(read.method()).isEqualTo(built.method());
        assertThat(read.requestUri()).isEqualTo(built.requestUri());
        assertThat(read.fromTag()).isEqualTo(built.fromTag()).isNotEmpty();
        assertThat(read.toTag()).isEqualTo(built.toTag());
        assertThat(read.topBranch()).isEqualTo(built.topBranch()).startsWith(Via.MAGIC_COOKIE);
        assertThat(read.cseq()).isEqualTo(built.cseq());
        assertThat(read.all(Via.TYPE)).isEqualTo(built.all(Via.TYPE));
        assertThat(read.header(From.TYPE)).isEqualTo(built.header(From.TYPE)).isInstanceOf(Field.Present.class);
        assertThat(read.bodyBytes()).isEqualTo(built.bodyBytes());
        assertThat(read.body().parts()).isEqualTo(built.body().parts());
        assertThat(read.edit().build().fields()).isEqualTo(built.fields());
        if (!(built.requestUri() instanceof SipUri uri)
                || (uri.headers().isEmpty() && !uri.params().has("method"))) {
            assertThat(RequestCheck.check(read)).isNull();
        }
    }

    @Seeded(runs = 500)
    void answerIsReadBackEqual(Gen gen) {
        Request request = (Request) decode(MessageGen.request(gen));
        Response built = Response.answering(request, gen.between(100, 699), gen.string("abc \u00fc", 0, 9), "t1")
                .copyAll(request, HeaderName.RECORD_ROUTE)
                .build();
        Response read = (Response) decode(built);
        assertThat(read.status()).isEqualTo(built.status());
        assertThat(read.reason()).isEqualTo(built.reason());
        assertThat(read.fields()).isEqualTo(built.fields());
        assertThat(read.toTag()).isEqualTo(request.toTag().isEmpty() ? "t1" : request.toTag());
        assertThat(read.rawAll(HeaderName.RECORD_ROUTE)).isEqualTo(request.rawAll(HeaderName.RECORD_ROUTE));
        assertThat(read.topBranch()).isEqualTo(request.topBranch());
    }

    @Seeded(runs = 500)
    void sourceIsNotedAndNothingElseChanges(Gen gen) throws UnknownHostException {
        Request request = MessageGen.request(gen);
        Request withRport = gen.flip()
                ? request
                : request.edit()
                        .replaceFirst(HeaderName.VIA, request.topVia() + ";rport")
                        .build();
        InetAddress source = InetAddress.getByAddress(gen.flip() ? gen.bytes(4, 4) : gen.bytes(16, 16));
        Request received = (Request) decode(withRport.receivedFrom(source, 4711));
        assertThat(received.topVia().received()).isEqualTo(IpText.text(source));
        assertThat(received.topVia().rport()).isEqualTo(withRport == request ? -1 : 4711);
        assertThat(received.fields().subList(1, received.fieldCount()))
                .isEqualTo(request.fields().subList(1, request.fieldCount()));
        assertThat(received.bodyBytes()).isEqualTo(request.bodyBytes());
        assertThat(IpText.parse(IpText.text(source))).isEqualTo(source);
    }

    @Seeded(runs = 500)
    void multipartIsReadBackEqual(Gen gen) {
        Body body = MessageGen.body(gen, 2);
        assertThat(MultipartCodec.decode(body.fields(), body.content(), Limits.DEFAULT))
                .isEqualTo(new Field.Present<>(body));
    }
}
