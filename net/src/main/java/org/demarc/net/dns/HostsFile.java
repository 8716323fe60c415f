package org.demarc.net.dns;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.RecordType;
import org.demarc.sip.location.ResourceRecord;
import org.jspecify.annotations.Nullable;

/// The names that this machine knows by itself. They come before DNS, as everything else on it has it; and with
/// them `localhost` (RFC 6761 section 6.3).
final class HostsFile {
    static final Path SYSTEM = Path.of("/etc/hosts");
    private static final long TTL = 60;

    private HostsFile() {}

    /// The answer of the file; null where it has nothing to say about that.
    static @Nullable Answer answer(Question question, Path file) {
        if (question.type() != RecordType.A && question.type() != RecordType.AAAA) return null;
        try {
            return answer(question, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            return null;
        }
    }

    static @Nullable Answer answer(Question question, String text) {
        List<ResourceRecord> of = new ArrayList<>();
        boolean known = false;
        for (String line : text.split("\n", -1)) {
            int comment = line.indexOf('#');
            String[] words = (comment < 0 ? line : line.substring(0, comment))
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .split("\\s+", -1);
            for (int i = 1; i < words.length; i++) {
                if (!words[i].equals(question.name())) continue;
                InetAddress address = literal(words[0]);
                if (address == null) continue;
                known = true;
                boolean six = address instanceof Inet6Address;
                if (six == (question.type() == RecordType.AAAA)) {
                    of.add(new ResourceRecord.Address(question.name(), TTL, address));
                }
            }
        }
        if (!known) return null;
        return of.isEmpty() ? new Answer.Absent(true, TTL) : new Answer.Records(of, -1);
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }
}
