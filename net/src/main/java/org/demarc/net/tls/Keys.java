package org.demarc.net.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Private keys in PEM: PKCS#8 (RFC 5958), RSA by PKCS#1 (RFC 8017 appendix A.1.2) and EC by SEC 1 (RFC 5915).
/// No message says anything of what is in them.
final class Keys {
    private static final String WHAT = "key file";
    private static final byte[] ZERO = {Der.INTEGER, 1, 0};
    private static final byte[] NULL = {Der.NULL, 0};
    private static final byte[] OID_RSA = HexFormat.of().parseHex("06092a864886f70d010101");
    private static final byte[] OID_EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Keys() {}

    /// The only key in a file.
    static PrivateKey read(Path file) {
        byte[] pkcs8 = null;
        byte[] sec1 = null;
        byte[] curve = null;
        for (var block : Pem.blocks(Pem.read(file, WHAT), file, WHAT)) {
            byte[] found = switch (block.label()) {
                case "PRIVATE KEY" -> block.der();
                case "RSA PRIVATE KEY" ->
                    Der.value(
                            Der.SEQUENCE,
                            ZERO,
                            Der.value(Der.SEQUENCE, OID_RSA, NULL),
                            Der.value(Der.OCTETS, block.der()));
                case "EC PRIVATE KEY" -> {
                    sec1 = block.der();
                    yield sec1;
                }
                case "EC PARAMETERS" -> {
                    curve = block.der();
                    yield null;
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
                case String _ -> null; // certificates, mostly: both in one file is fine
            };
            if (found == null) continue;
            if (block.encrypted()) throw encrypted(file);
            if (pkcs8 != null)
                throw new TlsProblem(WHAT + " " + file + ": holds several private keys, one is expected");
            pkcs8 = found;
        }
        if (pkcs8 == null) {
            throw new TlsProblem(WHAT + " " + file + ": holds no private key in PEM (BEGIN PRIVATE KEY)");
        }
        try {
            if (sec1 != null) pkcs8 = ofSec1(sec1, curve);
            return KeyFactory.getInstance(algorithm(pkcs8)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) { // its message is not repeated: it may speak of contents
            throw new TlsProblem(WHAT + " " + file + ": not a key that can be used (RSA, EC or Ed25519 is expected)");
        }
    }

    private static TlsProblem encrypted(Path file) {
        return new TlsProblem(WHAT + " " + file + ": is encrypted; decrypt it with openssl pkey");
    }

    /// The curve stands in the key itself, or in a block of its own.
    private static byte[] ofSec1(byte[] sec1, byte @Nullable [] parameters) throws GeneralSecurityException {
        byte[] curve = parameters;
        Der fields = Der.of(sec1).enter(Der.SEQUENCE);
        if (fields != null && fields.enter(Der.INTEGER) != null && fields.enter(Der.OCTETS) != null) {
            Der own = fields.enter(Der.TAG_0);
            if (own != null) curve = own.rest();
        }
        if (curve == null) throw new GeneralSecurityException("no curve");
        return Der.value(Der.SEQUENCE, ZERO, Der.value(Der.SEQUENCE, OID_EC, curve), Der.value(Der.OCTETS, sec1));
    }

    private static String algorithm(byte[] pkcs8) throws GeneralSecurityException {
        Der info = Der.of(pkcs8).enter(Der.SEQUENCE);
        Der algorithm = info == null || info.enter(Der.INTEGER) == null ? null : info.enter(Der.SEQUENCE);
        Der oid = algorithm == null ? null : algorithm.enter(Der.OID);
        return switch (oid == null ? "" : HexFormat.of().formatHex(oid.rest())) {
            case "2a864886f70d010101" -> "RSA";
            case "2a864886f70d01010a" -> "RSASSA-PSS";
            case "2a8648ce3d0201" -> "EC";
            case "2b6570", "2b6571" -> "EdDSA";
            case String _ -> throw new GeneralSecurityException("unknown algorithm");
        };
    }

    /// Whether the key is that of the certificate: what one signs the other verifies.
    static boolean belongTogether(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) return false;
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            case String _ -> "SHA256withRSA";
        };
        byte[] text = {'d', 'e', 'm', 'a', 'r', 'c'};
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
