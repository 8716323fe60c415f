package org.demarc.edge.world;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.demarc.sim.Gen;

/// Makes another message out of one: octets changed, cut or doubled, lines removed, swapped or repeated,
/// numbers and methods replaced.
final class Mutator {
    private Mutator() {}

    static byte[] mutate(Gen gen, byte[] octets) {
        byte[] now = octets.clone();
        for (int i = gen.below(3); i >= 0; i--) now = once(gen, now);
        return now;
    }

    private static byte[] once(Gen gen, byte[] octets) {
        if (octets.length < 20) return octets;
        return switch (gen.below(7)) {
            case 0 -> {
                octets[gen.below(octets.length)] = (byte) gen.bits();
                yield octets;
            }
            case 1 -> Arrays.copyOf(octets, gen.below(octets.length));
            case 2 -> withLines(gen, octets);
            case 3 ->
                replaced(
                        octets,
                        gen.pick("INVITE", "ACK", "BYE", "UPDATE", "200 OK", "180"),
                        gen.pick("BYE", "CANCEL", "INVITE", "UPDATE", "ACK", "INFO", "487 No", "200 OK", "100"));
            case 4 ->
                replaced(
                        octets,
                        "CSeq: " + gen.between(1, 3),
                        "CSeq: " + gen.pick("0", "1", "2", "4294967296", "2147483648", "-1", "7"));
            case 5 -> replaced(octets, ";tag=", gen.pick(";tag=x", ";gat=", "", ";tag=\"", ";tag=;tag="));
            default -> {
                byte[] longer = Arrays.copyOf(octets, octets.length + gen.below(60));
                int at = gen.below(octets.length);
                System.arraycopy(octets, at, longer, at + longer.length - octets.length, octets.length - at);
                yield longer;
            }
        };
    }

    private static byte[] withLines(Gen gen, byte[] octets) {
        String[] lines = new String(octets, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        int a = gen.below(lines.length);
        int b = gen.below(lines.length);
        switch (gen.below(4)) {
            case 0 -> lines[a] = lines[b];
            case 1 -> {
                String swapped = lines[a];
                lines[a] = lines[b];
                lines[b] = swapped;
            }
            case 2 -> lines[a] = lines[a] + "\r\n" + lines[a];
            default ->
                lines[a] = lines[a] + "\r\n"
                        + gen.pick("Require: x", "Contact: *", "Route: <sip:a>", "X:\r\n y", "Max-Forwards: 0");
        }
        return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] replaced(byte[] octets, String what, String by) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(what);
        if (at < 0) return octets;
        return (text.substring(0, at) + by + text.substring(at + what.length())).getBytes(StandardCharsets.ISO_8859_1);
    }
}
