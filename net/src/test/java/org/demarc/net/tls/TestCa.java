package org.demarc.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// An authority for tests: RFC 5280, as much of it as they need.
public final class TestCa {
    private static final AtomicLong SERIALS = new AtomicLong(1000);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
    private static final byte[] ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"));

    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestCa(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /// A certificate, its key, and those that lead to the authority.
    public record Issued(X509Certificate certificate, PrivateKey key, List<X509Certificate> above) {
        /// Writes `NAME.pem`, with what is above, and `NAME.key`.
        public TlsConfig.Credential write(Path directory, String name) {
            var chain = new ArrayList<>(List.of(certificate));
            chain.addAll(above);
            return new TlsConfig.Credential(
                    TestCa.write(directory, name + ".pem", chain), writeKey(directory, name + ".key"));
        }

        Path writeKey(Path directory, String name) {
            return TestCa.write(directory.resolve(name), pem("PRIVATE KEY", key.getEncoded()));
        }

        /// The same, showing nothing of what is above.
        public Issued alone() {
            return new Issued(certificate, key, List.of());
        }
    }

    /// What a certificate says.
    public static final class Spec {
        String subject = "CN=test";
        List<String> uris = List.of();
        List<String> dns = List.of();
        List<String> uses = List.of();
        Instant notBefore = Instant.now().minus(Duration.ofDays(1));
        Instant notAfter = Instant.now().plus(Duration.ofDays(365));
        boolean authority;

        @Nullable
        KeyPair keys;

        public Spec() {}

        public static Spec dns(String... names) {
            var spec = new Spec();
            spec.dns = List.of(names);
            return spec;
        }

        public static Spec uris(String... uris) {
            var spec = new Spec();
            spec.uris = List.of(uris);
            return spec;
        }

        public Spec subject(String name) {
            subject = name;
            return this;
        }

        public Spec notAfter(Instant end) {
            notAfter = end;
            if (!end.isAfter(notBefore)) notBefore = end.minus(Duration.ofDays(30));
            return this;
        }

        public Spec uses(String... oids) {
            uses = List.of(oids);
            return this;
        }

        public Spec keys(KeyPair pair) {
            keys = pair;
            return this;
        }
    }

    public static TestCa root(String name) {
        var spec = new Spec();
        spec.subject = "CN=" + name;
        spec.authority = true;
        var keys = ec();
        return new TestCa(keys, certificate(spec, keys, spec.subject, keys.getPrivate()));
    }

    public TestCa intermediate(String name) {
        var spec = new Spec();
        spec.subject = "CN=" + name;
        spec.authority = true;
        var keys = ec();
        return new TestCa(keys, certificate(spec, keys, subject(), this.keys.getPrivate()));
    }

    private String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /// Shown with this authority's own certificate, where it is not the root.
    public Issued issue(Spec spec) {
        var given = spec.keys;
        var pair = given == null ? ec() : given;
        boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        return new Issued(
                certificate(spec, pair, subject(), keys.getPrivate()),
                pair.getPrivate(),
                root ? List.of() : List.of(certificate));
    }

    public static Issued selfSigned(Spec spec) {
        var keys = ec();
        return new Issued(certificate(spec, keys, spec.subject, keys.getPrivate()), keys.getPrivate(), List.of());
    }

    /// A revocation list in DER.
    public byte[] revoking(Instant nextUpdate, X509Certificate... revoked) {
        var entries = new ArrayList<byte[]>();
        for (var each : revoked) {
            entries.add(seq(integer(each.getSerialNumber()), time(Instant.now().minus(Duration.ofHours(1)))));
        }
        var parts = new ArrayList<>(List.of(
                integer(BigInteger.ONE),
                ECDSA_SHA256,
                new X500Principal(subject()).getEncoded(),
                time(nextUpdate.minus(Duration.ofDays(10))),
                time(nextUpdate)));
        if (!entries.isEmpty()) parts.add(seq(entries.toArray(byte[][]::new)));
        return signed(seq(parts.toArray(byte[][]::new)), keys.getPrivate());
    }

    private static X509Certificate certificate(Spec spec, KeyPair keys, String issuer, PrivateKey signer) {
        var extensions = new ArrayList<byte[]>();
        if (spec.authority) {
            extensions.add(extension("2.5.29.19", true, seq(new byte[] {1, 1, (byte) 0xff})));
            extensions.add(extension("2.5.29.15", true, new byte[] {3, 2, 1, 0x06})); // keyCertSign, cRLSign
        } else {
            extensions.add(extension("2.5.29.15", true, new byte[] {3, 2, 7, (byte) 0x80})); // digitalSignature
        }
        var names = new ArrayList<byte[]>();
        for (String uri : spec.uris) names.add(Der.value(0x86, ascii(uri)));
        for (String dns : spec.dns) names.add(Der.value(0x82, ascii(dns)));
        if (!names.isEmpty()) extensions.add(extension("2.5.29.17", false, seq(names.toArray(byte[][]::new))));
        if (!spec.uses.isEmpty()) {
            extensions.add(extension(
                    "2.5.29.37", false, seq(spec.uses.stream().map(TestCa::oid).toArray(byte[][]::new))));
        }
        byte[] body = seq(
                Der.value(0xa0, integer(BigInteger.TWO)),
                integer(BigInteger.valueOf(SERIALS.incrementAndGet())),
                ECDSA_SHA256,
                new X500Principal(issuer).getEncoded(),
                seq(time(spec.notBefore), time(spec.notAfter)),
                new X500Principal(spec.subject).getEncoded(),
                keys.getPublic().getEncoded(),
                Der.value(0xa3, seq(extensions.toArray(byte[][]::new))));
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(signed(body, signer)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signed(byte[] body, PrivateKey signer) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            return seq(body, ECDSA_SHA256, Der.value(3, new byte[1], signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair ec() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        byte[] wrapped = Der.value(Der.OCTETS, value);
        return critical ? seq(oid(oid), new byte[] {1, 1, (byte) 0xff}, wrapped) : seq(oid(oid), wrapped);
    }

    private static byte[] seq(byte[]... parts) {
        return Der.value(Der.SEQUENCE, parts);
    }

    private static byte[] integer(BigInteger value) {
        return Der.value(Der.INTEGER, value.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] time(Instant instant) {
        return Der.value(0x18, ascii(TIME.format(instant.atOffset(ZoneOffset.UTC))));
    }

    private static byte[] oid(String text) {
        var out = new java.io.ByteArrayOutputStream();
        String[] arcs = text.split("\\.", -1);
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >> shift != 0) out.write(0x80 | ((arc >> shift) & 0x7f));
            }
            out.write(arc & 0x7f);
        }
        return Der.value(Der.OID, out.toByteArray());
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    public static Path write(Path directory, String name, List<X509Certificate> certificates) {
        var text = new StringBuilder();
        try {
            for (var each : certificates) text.append(pem("CERTIFICATE", each.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return write(directory.resolve(name), text.toString());
    }

    public Path writeTrust(Path directory) {
        return write(directory, "ca.pem", List.of(certificate));
    }

    public static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, byte[] octets) {
        try {
            return Files.write(file, octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
