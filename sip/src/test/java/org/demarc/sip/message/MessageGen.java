package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.Gen;

/// Sound messages, URIs and bodies of any shape.
final class MessageGen {
    private static final String TOKEN = "abcXYZ019-.!%*_+`'~";
    private static final String USER = "abcXYZ019-_.!~*'()&=+$,;?/";
    private static final String TEXT = "ab \"\\<>,;:@=%\u00fc\u20ac\t()";

    private MessageGen() {}

    static Uri uri(Gen gen) {
        return switch (gen.below(6)) {
            case 0 -> new TelUri((gen.flip() ? "+" : "") + gen.string("0123456789-.()", 0, 12) + "1", uriParams(gen));
            case 1 -> new OtherUri("urn", "service:" + gen.string("abc.", 1, 9));
            default ->
                new SipUri(
                        gen.flip(),
                        gen.chance(0.8) ? Ascii.escape(Ascii.USER, gen.string(USER + "@ %:\u00fc", 1, 12)) : null,
                        null,
                        host(gen),
                        gen.flip() ? -1 : gen.below(65_536),
                        uriParams(gen),
                        gen.chance(0.2) ? "Subject=" + gen.pick("", "a", "%20b") : "");
        };
    }

    static String host(Gen gen) {
        return switch (gen.below(3)) {
            case 0 -> gen.below(256) + "." + gen.below(256) + "." + gen.below(256) + "." + gen.below(256);
            case 1 -> "[2001:db8:" + gen.string("abcdef0123", 1, 4) + "::" + gen.string("abcdef0123", 1, 4) + "]";
            default -> gen.string("abc019", 1, 8) + "." + gen.string("abcXYZ", 1, 5);
        };
    }

    private static Params uriParams(Gen gen) {
        Params params = Params.EMPTY;
        for (int i = gen.below(4); i > 0; i--) {
            String name = gen.string("abcdefgh", 1, 4);
            params = gen.flip() ? params.with(name) : params.with(name, gen.string("abcXYZ019[]/:&+$-_.!~*'()", 1, 8));
        }
        return params;
    }

    static Params params(Gen gen) {
        Params params = Params.EMPTY;
        for (int i = gen.below(4); i > 0; i--) {
            String name = gen.string(TOKEN, 1, 6);
            params = switch (gen.below(3)) {
                case 0 -> params.with(name);
                case 1 -> params.with(name, gen.string(TOKEN, 1, 8));
                default -> params.with(name, Quoted.write(gen.string(TEXT, 0, 8)));
            };
        }
        return params;
    }

    static NameAddr nameAddr(Gen gen) {
        String name = gen.flip() ? null : gen.string(TEXT, 0, 10).replace('\t', ' ');
        return new NameAddr(name, uri(gen), params(gen));
    }

    static Via via(Gen gen) {
        return new Via(
                gen.pick("UDP", "TCP", "TLS", "WS", "x!"),
                host(gen),
                gen.flip() ? -1 : gen.below(65_536),
                Params.EMPTY.with("branch", Via.MAGIC_COOKIE + gen.string(TOKEN, 0, 10)));
    }

    static Request request(Gen gen) {
        Method method = gen.pick(Method.INVITE, Method.BYE, Method.REGISTER, Method.of(gen.string(TOKEN, 1, 8)));
        MessageBuilder<Request> builder = Request.builder(method, uri(gen).toString());
        for (int i = gen.between(1, 3); i > 0; i--) {
            builder.add(Via.TYPE, via(gen));
        }
        builder.add(From.TYPE, new From(nameAddr(gen).withTag(gen.string(TOKEN, 1, 8))))
                .add(To.TYPE, new To(nameAddr(gen)))
                .add(HeaderName.CALL_ID, gen.string(TOKEN + "()<>:\\\"/[]?{}", 1, 20))
                .add(CSeq.TYPE, new CSeq(gen.between(0, CSeq.MAX), method));
        for (int i = gen.below(5); i > 0; i--) {
            builder.add(HeaderName.of("X-" + gen.string(TOKEN, 0, 5)), gen.string(TEXT, 0, 20));
        }
        for (int i = gen.below(3); i > 0; i--) {
            builder.add(RecordRoute.TYPE, new RecordRoute(nameAddr(gen)));
        }
        if (gen.flip()) {
            builder.body(gen.flip() ? body(gen, 2) : part(gen));
        }
        return builder.build();
    }

    static Part part(Gen gen) {
        Part part = Part.of(
                gen.pick("text/plain", "application/sdp", "application/octet-stream;a=\"b;c\""), gen.bytes(0, 60));
        part = gen.flip() ? part.withContentId(gen.string("abc@.", 1, 9)) : part;
        return gen.flip() ? part.withDisposition(gen.pick("session", "render;handling=optional")) : part;
    }

    static Body body(Gen gen, int depth) {
        List<Body> children = new ArrayList<>();
        for (int i = gen.between(1, 3); i > 0; i--) {
            children.add(depth > 0 && gen.chance(0.3) ? body(gen, depth - 1) : part(gen));
        }
        return Multipart.of(gen.pick("mixed", "alternative", "related"), children);
    }
}
