package org.demarc.edge.world;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A SIP message as a raw agent reads it: by splitting lines, without the code under test.
final class RawMessage {
    final String start;
    final byte[] body;
    private final List<String[]> fields = new ArrayList<>();

    private RawMessage(String start, byte[] body) {
        this.start = start;
        this.body = body;
    }

    static RawMessage parse(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) throw new AssertionError("a message without an end of its head");
        String[] lines = text.substring(0, end).split("\r\n");
        var message = new RawMessage(lines[0], Arrays.copyOfRange(octets, end + 4, octets.length));
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].startsWith(" ") || lines[i].startsWith("\t")) {
                String[] folded = message.fields.getLast();
                folded[1] = folded[1] + " " + lines[i].strip();
                continue;
            }
            int colon = lines[i].indexOf(':');
            message.fields.add(new String[] {
                lines[i].substring(0, colon).strip(),
                lines[i].substring(colon + 1).strip()
            });
        }
        return message;
    }

    /// All of it, one line a field.
    String text() {
        var text = new StringBuilder(start).append('\n');
        for (String[] field : fields)
            text.append(field[0]).append(": ").append(field[1]).append('\n');
        return text.append('\n')
                .append(new String(body, StandardCharsets.ISO_8859_1))
                .toString();
    }

    boolean isResponse() {
        return start.startsWith("SIP/2.0 ");
    }

    int status() {
        return Integer.parseInt(start.substring(8, 11));
    }

    /// Of a request, or of the request that a response is for.
    String method() {
        String cseq = get("CSeq");
        return isResponse() ? cseq.substring(cseq.indexOf(' ') + 1) : start.substring(0, start.indexOf(' '));
    }

    String uri() {
        return start.split(" ")[1];
    }

    String get(String name) {
        for (String[] field : fields) {
            if (field[0].equalsIgnoreCase(name)) return field[1];
        }
        return "";
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (String[] field : fields) {
            if (field[0].equalsIgnoreCase(name)) values.add(field[1]);
        }
        return values;
    }

    long sequence() {
        String cseq = get("CSeq");
        return Long.parseLong(cseq.substring(0, cseq.indexOf(' ')));
    }

    String branch() {
        return parameter(get("Via"), "branch");
    }

    String fromTag() {
        return parameter(get("From"), "tag");
    }

    String toTag() {
        return parameter(get("To"), "tag");
    }

    /// The URI between the angle brackets of the first Contact.
    String target() {
        String contact = get("Contact");
        int from = contact.indexOf('<');
        return from < 0 ? contact : contact.substring(from + 1, contact.indexOf('>'));
    }

    @Nullable
    MiniSdp sdp() {
        return body.length == 0 ? null : MiniSdp.parse(body);
    }

    private static String parameter(String value, String name) {
        int at = value.indexOf(";" + name + "=");
        if (at < 0) return "";
        int from = at + name.length() + 2;
        int to = value.indexOf(';', from);
        return to < 0 ? value.substring(from) : value.substring(from, to);
    }
}
