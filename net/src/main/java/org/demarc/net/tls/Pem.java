package org.demarc.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Text encodings of certificates and keys: RFC 7468. Text around the blocks is passed over.
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final long LARGEST = 4 << 20; // a bundle of all public authorities has 250 kB

    private Pem() {}

    /// @param label `CERTIFICATE` and the like
    /// @param encrypted by the header of RFC 1421, as old tools do with keys
    record Block(String label, byte[] der, boolean encrypted) {}

    /// The octets of a file.
    static byte[] read(Path file, String what) {
        try {
            if (Files.isDirectory(file))
                throw new TlsProblem(what + " " + file + ": is a directory, a file is expected");
            if (Files.size(file) > LARGEST) throw new TlsProblem(what + " " + file + ": larger than 4 MB");
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsProblem(what + " " + file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new TlsProblem(what + " " + file + ": permission denied; let the user of this program read it", e);
        } catch (IOException e) {
            throw new TlsProblem(what + " " + file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static boolean isPem(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1).contains(BEGIN);
    }

    /// The blocks, in order.
    static List<Block> blocks(byte[] octets, Path file, String what) {
        var blocks = new ArrayList<Block>();
        var body = new StringBuilder();
        String label = "";
        boolean encrypted = false;
        for (String raw : new String(octets, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String line = raw.strip();
            if (label.isEmpty()) {
                if (line.startsWith(BEGIN)
                        && line.endsWith(DASHES)
                        && line.length() > BEGIN.length() + DASHES.length()) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    body.setLength(0);
                    encrypted = false;
                }
            } else if (line.startsWith(END)) {
                if (!line.equals(END + label + DASHES)) throw new TlsProblem(what + " " + file + ": blocks overlap");
                blocks.add(new Block(label, decoded(body.toString(), file, what), encrypted));
                label = "";
            } else if (line.indexOf(':') > 0) {
                encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
            } else {
                body.append(line);
            }
        }
        if (!label.isEmpty()) throw new TlsProblem(what + " " + file + ": ends inside a block; is it complete?");
        return blocks;
    }

    private static byte[] decoded(String base64, Path file, String what) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) { // whose message may quote what it stumbled over
            throw new TlsProblem(what + " " + file + ": a block is damaged; copy the file again");
        }
    }
}
