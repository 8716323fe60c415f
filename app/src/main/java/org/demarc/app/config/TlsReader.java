package org.demarc.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.demarc.net.tls.TlsConfig;
import org.demarc.net.tls.TlsConfig.ClientCertificates;
import org.demarc.net.tls.TlsConfig.Credential;
import org.demarc.net.tls.TlsConfig.Revocation;
import org.jspecify.annotations.Nullable;

/// Reads `networks.NAME.tls`, and looks into the files that it names.
final class TlsReader {
    private static final String FILE = "the path of a file";

    private final Context context;

    TlsReader(Context context) {
        this.context = context;
    }

    /// Null when something is wrong, which is reported.
    @Nullable
    TlsConfig read(String network, Section section) {
        section.require("certificate", FILE);
        section.require("key", FILE);
        Path certificate = section.path("certificate", FILE);
        Path key = section.path("key", FILE);
        Path trust = section.path("trust", FILE);
        Path crl = section.path("crl", FILE);
        String asked = section.choice("client-certificates", List.of("none", "optional", "required"), List.of());
        String looked = section.choice("revocation", List.of("off", "soft", "hard"), List.of());
        Revocation revocation = looked == null ? Revocation.OFF : Revocation.valueOf(looked.toUpperCase(Locale.ROOT));
        if (revocation != Revocation.OFF && !section.has("crl")) {
            section.error(section.at("revocation"), "'revocation: " + looked + "' needs 'crl', a file with lists");
        }
        if (revocation == Revocation.OFF && section.has("crl")) {
            section.error(
                    section.at("crl"), "'crl' is not looked at while 'revocation' is off: soft or hard is expected");
        }
        if (certificate == null || key == null || (trust == null && section.has("trust"))) return null;
        if ((crl != null) != (revocation != Revocation.OFF)) return null;
        var config = new TlsConfig(
                List.of(new Credential(certificate, key)),
                trust,
                asked == null ? ClientCertificates.NONE : ClientCertificates.valueOf(asked.toUpperCase(Locale.ROOT)),
                revocation,
                crl);
        String problem = context.problem(network, config);
        if (problem.isEmpty()) return config;
        section.error(section.at(about(problem)), problem);
        return null;
    }

    /// The key whose file a problem is about: it says so first.
    private static String about(String problem) {
        if (problem.startsWith("key file")) return "key";
        if (problem.startsWith("trust file")) return "trust";
        return problem.startsWith("revocation list") ? "crl" : "certificate";
    }
}
