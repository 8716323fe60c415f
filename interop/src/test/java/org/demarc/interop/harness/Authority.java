package org.demarc.interop.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// A certificate authority made with `openssl`: a root, and below it an intermediate that issues.
public final class Authority {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
    private static final String CA_EXTENSIONS =
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

    private final Path directory;

    private Authority(Path directory) {
        this.directory = directory;
    }

    /// Makes one; what it is made of stands in `directory`.
    public static Authority make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var authority = new Authority(directory);
        for (String name : List.of("root", "intermediate")) authority.prepare(name);
        authority.openssl(
                "req",
                "-x509",
                "-key",
                "root.key",
                "-out",
                "root.crt",
                "-days",
                "30",
                "-subj",
                "/CN=Interop Root",
                "-config",
                "root.cnf",
                "-extensions",
                "authority");
        authority.sign("root", "intermediate", "/CN=Interop Intermediate", CA_EXTENSIONS, -1, 30);
        authority.revocations("intermediate");
        authority.revocations("root");
        authority.join("crl.pem", "root.crl", "intermediate.crl");
        return authority;
    }

    private void prepare(String name) {
        write(name + ".index", "");
        write(name + ".index.attr", "unique_subject = no\n");
        write(name + ".serial", name.equals("root") ? "1000\n" : "2000\n");
        write(name + ".crlnumber", "01\n");
        write(name + ".cnf", """
                [ca]
                default_ca = here
                [here]
                database = %1$s.index
                serial = %1$s.serial
                crlnumber = %1$s.crlnumber
                new_certs_dir = .
                certificate = %1$s.crt
                private_key = %1$s.key
                default_md = sha256
                default_crl_days = 10
                policy = any
                email_in_dn = no
                [any]
                commonName = supplied
                [req]
                distinguished_name = name
                [name]
                [authority]
                %2$s""".formatted(name, CA_EXTENSIONS));
        key(name);
    }

    private void key(String name) {
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".raw");
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", name + ".raw", "-out", name + ".key");
    }

    private void sign(String by, String name, String subject, String extensions, int firstDay, int lastDay) {
        write(name + ".ext", extensions);
        openssl("req", "-new", "-key", name + ".key", "-subj", subject, "-config", by + ".cnf", "-out", name + ".csr");
        openssl(
                "ca",
                "-batch",
                "-notext",
                "-config",
                by + ".cnf",
                "-in",
                name + ".csr",
                "-out",
                name + ".crt",
                "-extfile",
                name + ".ext",
                "-startdate",
                day(firstDay),
                "-enddate",
                day(lastDay));
    }

    private static String day(int days) {
        return TIME.format(Instant.now().plus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC));
    }

    private void revocations(String name) {
        openssl("ca", "-gencrl", "-config", name + ".cnf", "-out", name + ".crl");
    }

    /// A certificate for these DNS names, with its key: `NAME.pem` shows the intermediate too, `NAME.crt` does not.
    public Authority issue(String name, String... domains) {
        return issue(name, -1, 30, domains);
    }

    /// One whose time is over.
    public Authority issueExpired(String name, String... domains) {
        return issue(name, -30, -1, domains);
    }

    private Authority issue(String name, int firstDay, int lastDay, String... domains) {
        if (!Files.exists(file(name + ".key"))) key(name);
        List<String> names = new ArrayList<>();
        for (String domain : domains) names.add("DNS:" + domain);
        sign(
                "intermediate",
                name,
                "/CN=" + name,
                "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nsubjectAltName="
                        + String.join(",", names) + "\n",
                firstDay,
                lastDay);
        join(name + ".pem.new", name + ".crt", "intermediate.crt");
        move(name + ".pem.new", name + ".pem");
        return this;
    }

    /// One that nobody signed but itself.
    public Authority issueSelfSigned(String name, String domain) {
        key(name);
        openssl(
                "req",
                "-x509",
                "-key",
                name + ".key",
                "-out",
                name + ".pem",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-config",
                "root.cnf",
                "-addext",
                "subjectAltName=DNS:" + domain);
        return this;
    }

    /// Revokes a certificate; the lists in `crl.pem` are made anew.
    public Authority revoke(String name) {
        openssl("ca", "-config", "intermediate.cnf", "-revoke", name + ".crt");
        revocations("intermediate");
        join("crl.pem", "root.crl", "intermediate.crl");
        return this;
    }

    /// One that believes this authority, whatever the name in a certificate: here servers are addresses.
    public SSLContext trusting() {
        try (InputStream in = Files.newInputStream(file("root.crt"))) {
            Certificate root = CertificateFactory.getInstance("X.509").generateCertificate(in);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new ChainTrust((X509Certificate) root)}, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Where a file of it is.
    public Path file(String name) {
        return directory.resolve(name);
    }

    private void join(String to, String... files) {
        var all = new StringBuilder();
        for (String file : files) all.append(Child.read(file(file)));
        write(to, all.toString());
    }

    private void write(String name, String text) {
        Node.write(file(name), text);
    }

    private void move(String from, String to) {
        try {
            Files.move(file(from), file(to), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Tool.OPENSSL.path()));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new AssertionError(String.join(" ", command) + ": " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
