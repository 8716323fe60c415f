package org.demarc.interop.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Certificates of an authority of a test's own, made by OpenSSL.
public final class Certificates {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Certificates() {}

    /// Makes `ca.pem`, and `DOMAIN.pem` and `DOMAIN.key` for each domain, in a directory. What is there stays.
    public static void of(Path directory, String... domains) {
        if (!Files.exists(directory.resolve("ca.pem"))) {
            openssl(
                    directory,
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=Test authority",
                    "-keyout",
                    "ca.key",
                    "-out",
                    "ca.pem");
        }
        for (String domain : domains) {
            if (Files.exists(directory.resolve(domain + ".pem"))) continue;
            openssl(
                    directory,
                    "req",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-subj",
                    "/CN=" + domain,
                    "-keyout",
                    domain + ".key",
                    "-out",
                    domain + ".csr");
            Node.write(
                    directory.resolve(domain + ".ext"), "subjectAltName=DNS:" + domain + ",URI:sip:" + domain + "\n");
            openssl(
                    directory,
                    "x509",
                    "-req",
                    "-days",
                    "2",
                    "-in",
                    domain + ".csr",
                    "-CA",
                    "ca.pem",
                    "-CAkey",
                    "ca.key",
                    "-CAcreateserial",
                    "-extfile",
                    domain + ".ext",
                    "-out",
                    domain + ".pem");
        }
    }

    private static void openssl(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Tool.OPENSSL.path()));
        command.addAll(List.of(arguments));
        Child child = Child.start("openssl-" + arguments[0], directory, command, Map.of());
        int code = child.exit(LIMIT);
        if (code != 0) throw new AssertionError("openssl ended with " + code + "; " + child.tail());
    }
}
