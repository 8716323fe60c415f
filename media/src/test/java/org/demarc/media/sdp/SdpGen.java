package org.demarc.media.sdp;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.Gen;

/// Descriptions as peers might send them, sensible and less so. All of them follow the grammar.
public final class SdpGen {
    /// What the addresses, names and keys in generated descriptions have in common.
    public static final List<String> SECRETS =
            List.of("10.66.66.66", "2001:db8:66::", "internal.example", "alice", "inline:", "S3CRET");

    private static final String TEXT;

    static {
        var all = new StringBuilder();
        for (char c = 1; c < 256; c++) {
            if (c != '\r' && c != '\n') all.append(c);
        }
        TEXT = all.toString();
    }

    private SdpGen() {}

    private static String text(Gen gen) {
        return gen.flip() ? "S3CRET" : gen.string(TEXT, 1, 20);
    }

    private static String address(Gen gen) {
        return gen.weighted(
                Gen.weight(8, "IN IP4 10.66.66.66"),
                Gen.weight(3, "IN IP6 2001:db8:66::1"),
                Gen.weight(1, "IN IP4 0.0.0.0"),
                Gen.weight(1, "IN IP4 pbx.internal.example"),
                Gen.weight(1, "IN IP4 224.2.1.1/127/3"),
                Gen.weight(1, "ATM NSAP internal.example"));
    }

    static Connection connection(Gen gen) {
        var parts = address(gen).split(" ");
        return new Connection(parts[0], parts[1], parts[2]);
    }

    public static Origin origin(Gen gen) {
        var parts = address(gen).split(" ");
        return new Origin(gen.pick("-", "alice"), gen.digits(1, 25), gen.digits(1, 12), parts[0], parts[1], parts[2]);
    }

    private static Attribute attribute(Gen gen, List<String> formats) {
        var format = formats.isEmpty() ? "0" : gen.pick(formats);
        return switch (gen.below(12)) {
            case 0 -> gen.pick(Direction.values()).attribute();
            case 1 -> Attribute.of("rtpmap", format + " PCMU/8000");
            case 2 -> Attribute.of("fmtp", format + " 0-15");
            case 3 -> Attribute.of("ptime", gen.digits(1, 4));
            case 4 -> Attribute.of("rtcp", gen.between(1, 65_535) + gen.pick("", " " + address(gen)));
            case 5 -> Attribute.of("crypto", "1 AES_CM_128_HMAC_SHA1_80 inline:x");
            case 6 -> Attribute.of("candidate", "1 1 UDP 2130706431 10.66.66.66 30050 typ host");
            case 7 -> Attribute.of("ssrc", "1 cname:alice");
            case 8 -> Attribute.of(gen.pick("tool", "mid", "X-alice"), text(gen));
            case 9 -> Attribute.of(gen.string("abcXYZ-", 1, 12));
            case 10 -> Attribute.of(gen.string("abcXYZ-", 1, 12), gen.flip() ? "" : text(gen));
            default -> Attribute.of("setup", "actpass");
        };
    }

    private static MediaDescription media(Gen gen) {
        boolean voice = gen.chance(0.7);
        var proto = voice ? gen.pick("RTP/AVP", "RTP/AVP", "RTP/AVPF") : gen.pick("RTP/SAVP", "udptl", "UDP/DTLS/SCTP");
        List<String> formats = voice
                ? gen.shuffled(List.of("0", "8", "9", "18", "101", "13")).subList(0, gen.between(1, 6))
                : List.of(gen.pick("t38", "98"));
        var lines = new ArrayList<Line>();
        if (gen.chance(0.1)) lines.add(new Line('i', text(gen)));
        if (gen.chance(0.1)) lines.add(new Line('b', gen.pick("AS:64", "S3CRET:1")));
        if (gen.chance(0.1)) lines.add(new Line('k', "clear:S3CRET"));
        int port = gen.chance(0.15) ? 0 : gen.between(1, 65_535);
        return new MediaDescription(
                gen.weighted(Gen.weight(5, "audio"), Gen.weight(1, "video"), Gen.weight(1, "image")),
                port,
                gen.chance(0.9) ? 0 : gen.between(1, 9),
                proto,
                formats,
                gen.shuffled(lines),
                gen.list(0, gen.chance(0.1) ? 3 : 1, SdpGen::connection),
                gen.list(0, 12, g -> attribute(g, formats)));
    }

    public static SessionDescription description(Gen gen) {
        var lines = new ArrayList<Line>();
        for (char type : new char[] {'i', 'u', 'e', 'p', 'k'}) {
            if (gen.chance(0.15)) lines.add(new Line(type, text(gen)));
        }
        if (gen.chance(0.2)) lines.add(new Line('b', gen.pick("AS:64", "S3CRET:1")));
        lines.add(new Line('t', gen.pick("0 0", "0 0", "3724394400 3754123200")));
        if (gen.chance(0.1)) lines.add(new Line('r', "604800 3600 0 90000"));
        return new SessionDescription(
                origin(gen),
                gen.flip() ? "-" : text(gen),
                gen.chance(0.8) ? lines : gen.shuffled(lines),
                gen.chance(0.7) ? connection(gen) : null,
                gen.list(0, gen.flip() ? 0 : 4, g -> attribute(g, List.of())),
                gen.list(0, 4, SdpGen::media));
    }
}
