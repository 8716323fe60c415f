package org.demarc.sip.identity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The SIP domain identities of a certificate that is otherwise sound: RFC 5922 section 7.1. Wildcards are none, as
/// section 7.2 demands.
///
/// @param domains in the spelling of `SipDomain`, each once
/// @param passedOver names that are no identity, each with the reason, for people
public record SipIdentities(List<String> domains, List<String> passedOver) {
    /// A certificate has no name, or there is none.
    public static final SipIdentities NONE = new SipIdentities(List.of(), List.of());

    private static final String SCHEME = "sip:";
    private static final int MOST = 64; // names; a certificate with more is for something else
    private static final int SHOWN = 80;

    public SipIdentities {
        domains = List.copyOf(domains);
        passedOver = List.copyOf(passedOver);
    }

    /// What a comparison with an expected domain said.
    public sealed interface Verdict {}

    /// The certificate is one of the domain's.
    public record Authenticated(String domain) implements Verdict {}

    /// It is not.
    ///
    /// @param why one line for people, capped and without control characters
    public record NotAuthenticated(String why) implements Verdict {}

    /// The identities of a certificate with these names.
    public static SipIdentities of(CertificateNames names, CommonName commonName) {
        Set<String> found = new LinkedHashSet<>();
        List<String> not = new ArrayList<>();
        boolean anySipUri = false;
        for (String uri : first(names.uris())) anySipUri |= uri(uri, found, not);
        for (String name : first(names.dnsNames())) {
            // "if and only if no other identity is found that matches the sip URI type"
            if (anySipUri) not.add("DNS " + shown(name) + " beside a sip URI");
            else add("DNS ", name, SipDomain.name(name), found, not);
        }
        for (String name : first(names.commonNames())) {
            if (names.hasSubjectAltName()) break; // it counts then for nothing, and nobody expects it to
            if (commonName == CommonName.REFUSED) not.add("CN " + shown(name) + " without subjectAltName");
            else add("CN ", name, SipDomain.name(name), found, not);
        }
        return new SipIdentities(List.copyOf(found), not);
    }

    private static List<String> first(List<String> names) {
        return names.size() <= MOST ? names : names.subList(0, MOST);
    }

    /// Whether it is a sip URI without a user, with a name that we can use or not.
    private static boolean uri(String uri, Set<String> found, List<String> not) {
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            not.add("URI " + shown(uri) + " is not of scheme sip");
            return false;
        }
        if (uri.indexOf('@') >= 0) {
            not.add("URI " + shown(uri) + " names a user");
            return false;
        }
        add("URI ", uri, SipDomain.certified(hostPart(uri)), found, not);
        return true;
    }

    /// Without port, parameters and headers.
    private static String hostPart(String uri) {
        int start = SCHEME.length();
        int end = start;
        boolean bracketed = uri.length() > start && uri.charAt(start) == '[';
        while (end < uri.length()) {
            char c = uri.charAt(end);
            if (c == ';' || c == '?' || (c == ':' && !bracketed)) break;
            if (c == ']') bracketed = false;
            end++;
        }
        return uri.substring(start, end);
    }

    private static void add(String kind, String as, @Nullable String domain, Set<String> found, List<String> not) {
        if (domain != null) found.add(domain);
        else not.add(kind + shown(as) + (as.indexOf('*') >= 0 ? " is a wildcard" : " is no domain"));
    }

    public boolean isEmpty() {
        return domains.isEmpty();
    }

    /// Whether the certificate is one of the domain's: RFC 5922 sections 7.2 and 7.3. Whole names only.
    ///
    /// @param expected the domain that somebody aimed at before any DNS was asked
    public Verdict match(String expected) {
        String wanted = SipDomain.of(expected);
        if (wanted == null) return new NotAuthenticated("no domain was aimed at: " + shown(expected));
        if (domains.contains(wanted)) return new Authenticated(wanted);
        if (domains.isEmpty()) {
            return new NotAuthenticated("certificate has no SIP domain identity"
                    + (passedOver.isEmpty() ? "" : " (" + listed(passedOver) + ")") + ", expected " + wanted);
        }
        return new NotAuthenticated("certificate is for " + listed(domains) + ", not for " + wanted);
    }

    private static String listed(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    private static String shown(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c > '~' || c == '"' ? '.' : c);
        }
        return text.length() > SHOWN ? shown.append("...").toString() : shown.toString();
    }
}
