package org.demarc.app.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.demarc.app.config.Context.Text;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.RegistrationMode.AsRegistrar;
import org.demarc.trunk.account.RegistrationMode.AtProvider;
import org.demarc.trunk.account.RegistrationMode.Authenticate;
import org.demarc.trunk.account.RegistrationMode.CalledNumber;
import org.demarc.trunk.account.RegistrationMode.Gin;
import org.demarc.trunk.account.RegistrationMode.Identity;
import org.demarc.trunk.account.RegistrationMode.Lifetimes;
import org.demarc.trunk.account.RegistrationMode.Outbound;
import org.demarc.trunk.account.RegistrationMode.Registrars;
import org.demarc.trunk.account.TrunkAccount;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// Reads what a trunk of mode registration has besides others: `account`, `gin` and `registration`. A secret stands in
/// no message.
final class RegistrationReader {
    private static final int MAX_ALGORITHMS = 8;
    private static final int MOST_CONTACTS = 16;
    private static final int MOST_ROUTES = 4;
    private static final String LOOSE_ROUTE = "a SIP URI with lr, like sip:edge.example.net;lr,";
    private static final long SECOND = 1_000;
    private static final long HOUR = 3_600 * SECOND;

    /// What is asked of a PBX unless the file says otherwise; towards a provider all are used.
    private static final List<Algorithm> OFFERED = List.of(Algorithm.SHA_256, Algorithm.MD5);

    private record Owner(String trunk, Mark at) {}

    private final Map<String, Owner> registering = new HashMap<>();

    /// Refuses in a static trunk what only the other mode has.
    static void absent(Section trunk) {
        for (String key : List.of("account", "gin", "registration")) {
            if (trunk.has(key)) {
                trunk.error(trunk.at(key), "'" + key + "' is of no use in mode static: add 'mode: registration'");
            }
        }
    }

    /// Null when something is wrong, which is reported.
    ///
    /// @param domain of the account; null when it is wrong or missing
    @Nullable
    RegistrationMode read(String name, Section trunk, Faces faces, @Nullable String domain) {
        Gin gin = gin(trunk);
        Section more = trunk.section("registration");
        Lifetimes lifetimes = more == null ? Lifetimes.DEFAULT : lifetimes(more, faces);
        int contacts = more == null ? 4 : more.integer("contacts", 1, MOST_CONTACTS, 4);
        CalledNumber called = more == null ? CalledNumber.REQUEST_URI : calledNumber(more);
        Authenticate authenticate = more == null ? Authenticate.SECURE_FLOW : authenticate(more);
        if (more != null && faces == Faces.PROVIDER) onlyOfRegistrar(more);
        if (!trunk.require("account", "for mode registration user and password")) return null;
        Section section = trunk.section("account");
        TrunkAccount account = section == null ? null : account(name, section, faces, domain);
        AsRegistrar ours = more == null || faces == Faces.PROVIDER ? AsRegistrar.DEFAULT : asRegistrar(more);
        AtProvider client = more == null ? AtProvider.DEFAULT : atProvider(more, faces);
        return account == null
                ? null
                : new RegistrationMode(account, gin, lifetimes, contacts, called, authenticate, client, ours);
    }

    private static AsRegistrar asRegistrar(Section more) {
        AsRegistrar d = AsRegistrar.DEFAULT;
        long flowTimer = more.duration("flow-timer", 10 * SECOND, HOUR, true, d.flowTimer() * SECOND);
        List<String> routes = new ArrayList<>();
        for (Text text : more.texts("service-route", LOOSE_ROUTE, MOST_ROUTES)) {
            boolean loose = Uri.parse(text.value()) instanceof Field.Present<Uri>(SipUri uri)
                    && uri.params().has("lr");
            if (loose) routes.add(text.value());
            else more.error(text.at(), LOOSE_ROUTE + " is expected, not " + text.shown());
        }
        return new AsRegistrar((int) (flowTimer / SECOND), routes);
    }

    private static AtProvider atProvider(Section more, Faces faces) {
        String outbound = more.choice("outbound", List.of("off", "streams", "always"), List.of());
        String registrars = more.choice("registrars", List.of("in-turn", "parallel"), List.of());
        String identity = more.choice("identity", List.of("asserted", "preferred", "none"), List.of());
        String expected = "an E.164 number like +12145550100";
        Text main = more.text("main-number", expected);
        if (main != null && !NumberRange.isE164(main.value())) {
            more.error(main.at(), expected + " is expected, not " + main.shown());
            main = null;
        }
        if (faces == Faces.PBX) {
            for (String key : List.of("outbound", "registrars", "identity", "main-number")) {
                if (more.has(key))
                    more.error(more.at(key), "'" + key + "' is of who registers: this trunk faces a PBX");
            }
        }
        return new AtProvider(
                main == null ? null : main.value(),
                outbound == null ? Outbound.STREAMS : Outbound.valueOf(outbound.toUpperCase(Locale.ROOT)),
                "parallel".equals(registrars) ? Registrars.PARALLEL : Registrars.IN_TURN,
                identity == null ? Identity.ASSERTED : Identity.valueOf(identity.toUpperCase(Locale.ROOT)));
    }

    private static void onlyOfRegistrar(Section more) {
        for (String key : List.of(
                "min-expires",
                "max-expires",
                "contacts",
                "called-number",
                "authenticate",
                "flow-timer",
                "service-route")) {
            if (more.has(key)) more.error(more.at(key), "'" + key + "' is the registrar's: this trunk faces one");
        }
    }

    private static Gin gin(Section trunk) {
        String gin = trunk.choice("gin", List.of("required", "optional", "off"), List.of());
        return gin == null ? Gin.REQUIRED : Gin.valueOf(gin.toUpperCase(Locale.ROOT));
    }

    private static Lifetimes lifetimes(Section more, Faces faces) {
        Lifetimes d = Lifetimes.DEFAULT;
        int least = seconds(more, "min-expires", HOUR, d.least());
        int most = seconds(more, "max-expires", 168 * HOUR, Math.max(d.most(), least));
        int usual = seconds(more, "expires", 168 * HOUR, Math.clamp(d.usual(), least, Math.max(least, most)));
        if (faces == Faces.PROVIDER) return new Lifetimes(1, usual, Math.max(usual, d.most()));
        if (usual >= least && most >= usual) return new Lifetimes(least, usual, most);
        String wrong = most < least ? "max-expires" : "expires";
        more.error(
                more.at(more.has(wrong) ? wrong : usual < least ? "min-expires" : "max-expires"),
                "'min-expires' <= 'expires' <= 'max-expires' is expected");
        return d;
    }

    private static int seconds(Section section, String key, long most, int fallback) {
        return (int) (section.duration(key, SECOND, most, false, fallback * SECOND) / SECOND);
    }

    private static CalledNumber calledNumber(Section more) {
        String where = more.choice("called-number", List.of("request-uri", "to"), List.of());
        return "to".equals(where) ? CalledNumber.TO : CalledNumber.REQUEST_URI;
    }

    private static Authenticate authenticate(Section more) {
        String which = more.choice("authenticate", List.of("flow", "secure-flow", "always"), List.of());
        if ("always".equals(which)) return Authenticate.ALWAYS;
        if (!"flow".equals(which)) return Authenticate.SECURE_FLOW;
        more.warning(
                more.at("authenticate"),
                "'flow' believes every datagram that seems to come from the registered address: over UDP anybody can"
                        + " write that address (catalogue AUT-002)");
        return Authenticate.FLOW;
    }

    private @Nullable TrunkAccount account(String name, Section section, Faces faces, @Nullable String domain) {
        section.require("user", "the user name of the account");
        Text user = user(section);
        Text password = password(section);
        Map<Algorithm, Ha1> ha1s = ha1s(section.section("ha1"));
        String realm = realm(section, faces, domain);
        if (section.has("password") && section.has("ha1")) {
            section.error(section.at("ha1"), "'password' and 'ha1' are both here: one of them is expected");
            return null;
        }
        if (!section.has("ha1")) section.require("password", "a password, or 'ha1',");
        List<Algorithm> algorithms = algorithms(section, faces, ha1s);
        if (user == null || domain == null || algorithms.isEmpty() || (password == null && ha1s.isEmpty())) return null;
        if (faces == Faces.PBX) claim(name, section, user, domain);
        if (faces == Faces.PROVIDER && password != null) {
            return new TrunkAccount(user.value(), password.value(), Map.of(), algorithms, realm);
        }
        Map<Algorithm, Ha1> secrets = new EnumMap<>(Algorithm.class);
        String within = realm != null ? realm : faces == Faces.PBX ? domain.toLowerCase(Locale.ROOT) : domain;
        for (Algorithm a : algorithms) {
            Ha1 kept = ha1s.get(a);
            if (kept == null && password != null) kept = Ha1.of(a, user.value(), within, password.value());
            if (kept != null) secrets.put(a, kept);
        }
        return new TrunkAccount(user.value(), null, secrets, algorithms, within);
    }

    /// Two trunks with one account could not be told apart.
    private void claim(String name, Section section, Text user, String domain) {
        String address = user.value() + "@" + domain.toLowerCase(Locale.ROOT);
        Owner first = registering.putIfAbsent(address, new Owner(name, user.at()));
        if (first == null) return;
        section.error(
                user.at(),
                "trunk '" + first.trunk() + "' (line " + first.at().line()
                        + ") has this account of the domain already");
    }

    private static @Nullable Text user(Section section) {
        String expected = "1 to 64 letters, digits and characters of -_.!~*'()&=+$,;?/";
        Text text = section.text("user", expected);
        if (text == null) return null;
        boolean good = !text.value().isEmpty() && text.value().length() <= 64;
        for (int i = 0; i < text.value().length(); i++) {
            char c = text.value().charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            good &= letter || "-_.!~*'()&=+$,;?/".indexOf(c) >= 0;
        }
        if (good) return text;
        section.error(text.at(), expected + " are expected, not " + text.shown());
        return null;
    }

    private static @Nullable Text password(Section section) {
        Text text = section.text("password", "a password");
        if (text == null) return null;
        if (!text.value().isEmpty()) return text;
        section.error(text.at(), "the password is empty");
        return null;
    }

    private static Map<Algorithm, Ha1> ha1s(@Nullable Section section) {
        Map<Algorithm, Ha1> all = new EnumMap<>(Algorithm.class);
        if (section == null) return all;
        for (Algorithm a : Algorithm.values()) {
            String expected = a.digits() + " hexadecimal digits, as 'demarc hash-password' prints them,";
            Text text = section.text(key(a), expected);
            if (text == null) continue;
            String hex = text.value().toLowerCase(Locale.ROOT);
            if (hex.length() == a.digits() && isHex(hex)) {
                all.put(a, new Ha1(a, hex));
            } else {
                section.error(text.at(), expected + " are expected");
            }
        }
        return all;
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
        }
        return true;
    }

    /// As the file calls an algorithm.
    static String key(Algorithm algorithm) {
        return algorithm.wire().toLowerCase(Locale.ROOT);
    }

    private static List<Algorithm> algorithms(Section section, Faces faces, Map<Algorithm, Ha1> ha1s) {
        String expected = "sha-512-256, sha-256 or md5";
        List<Algorithm> all = new ArrayList<>();
        for (Text text : section.texts("algorithms", expected, MAX_ALGORITHMS)) {
            Algorithm algorithm = Algorithm.of(text.value());
            if (algorithm == null) {
                section.error(text.at(), expected + " is expected, not " + text.shown());
            } else if (section.has("ha1") && !ha1s.containsKey(algorithm)) {
                section.error(text.at(), "'ha1' has no " + key(algorithm));
            } else if (!all.contains(algorithm)) {
                all.add(algorithm);
            }
        }
        if (section.has("algorithms")) return all;
        if (section.has("ha1")) return List.copyOf(ha1s.keySet());
        return faces == Faces.PROVIDER ? List.of(Algorithm.values()) : OFFERED;
    }

    private static @Nullable String realm(Section section, Faces faces, @Nullable String domain) {
        Text text = section.text("realm", "the realm of the digests");
        if (text == null) return null;
        if (faces == Faces.PBX) {
            if (domain == null || text.value().equalsIgnoreCase(domain)) return null;
            section.error(
                    text.at(),
                    text.shown() + " is not the domain: the realm of accounts that register here is their domain");
            return null;
        }
        if (!text.value().isEmpty()
                && text.value().length() <= 256
                && text.value().indexOf('\n') < 0) {
            return text.value();
        }
        section.error(text.at(), "a realm of 1 to 256 characters is expected");
        return null;
    }
}
