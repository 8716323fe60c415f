package org.demarc.sip.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.sip.identity.SipIdentities.Authenticated;
import org.demarc.sip.identity.SipIdentities.NotAuthenticated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Proves SEC-004: RFC 5922 sections 7.1 and 7.2.
class SipIdentitiesTest {
    private static SipIdentities san(List<String> uris, List<String> dns) {
        return SipIdentities.of(new CertificateNames(true, uris, dns, List.of("cn.example")), CommonName.ACCEPTED);
    }

    private static SipIdentities uri(String uri) {
        return san(List.of(uri), List.of());
    }

    private static SipIdentities dns(String name) {
        return san(List.of(), List.of(name));
    }

    private static boolean matches(SipIdentities identities, String expected) {
        return identities.match(expected) instanceof Authenticated;
    }

    @Test
    void aDnsNameIsAnIdentity() {
        assertThat(dns("SP.Example.net").match("sp.example.NET")).isEqualTo(new Authenticated("sp.example.net"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:sp.example.net",
                "SIP:SP.EXAMPLE.NET",
                "sip:sp.example.net:5061",
                "sip:sp.example.net;transport=tls",
                "sip:sp.example.net:5061;lr?Subject=x"
            })
    void theHostOfASipUriIsAnIdentity(String uri) {
        assertThat(uri(uri).domains()).containsExactly("sp.example.net");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:trunk@sp.example.net",
                "sip:trunk:secret@sp.example.net",
                "sip:%40@sp.example.net",
                "sips:sp.example.net",
                "https://sp.example.net",
                "im:sp.example.net",
                "sp.example.net"
            })
    void usersAndOtherSchemesAreNone(String uri) {
        assertThat(uri(uri).domains()).isEmpty();
        assertThat(san(List.of(uri), List.of("dns.example")).domains()).containsExactly("dns.example");
    }

    @Test
    void besideASipUriDnsNamesCountForNothing() {
        var both = san(List.of("sip:other.example"), List.of("sp.example.net"));
        assertThat(both.match("sp.example.net"))
                .isEqualTo(new NotAuthenticated("certificate is for other.example, not for sp.example.net"));
        assertThat(matches(both, "other.example")).isTrue();
        assertThat(both.passedOver()).containsExactly("DNS sp.example.net beside a sip URI");
    }

    @Test
    void aSipUriThatIsAWildcardStillHidesTheDnsNames() {
        assertThat(san(List.of("sip:*.example.net"), List.of("sp.example.net")).domains())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.net, sp.example.net",
        "*.example.net, *.example.net",
        ".example.net, sp.example.net",
        "example.net, sp.example.net",
        "sp.example.net, example.net",
        "sp.example.net, xsp.example.net",
        "s*.example.net, sp.example.net",
        "sp.example.net, sp.example.net.evil.example",
        "192.0.2.1, 192.0.2.1"
    })
    void wildcardsSuffixesAndPartsMatchNothing(String certified, String expected) {
        assertThat(matches(dns(certified), expected)).isFalse();
    }

    @Test
    void severalIdentitiesEachMatch() {
        var several = san(List.of("sip:sp.example.net", "sip:edge1.sp.example.net", "sip:sp.example.net"), List.of());
        assertThat(several.domains()).containsExactly("sp.example.net", "edge1.sp.example.net");
        assertThat(matches(several, "edge1.sp.example.net")).isTrue();
        assertThat(matches(several, "edge2.sp.example.net")).isFalse();
    }

    @Test
    void theCommonNameCountsOnlyWithoutSubjectAltNameAndWhereItIsAccepted() {
        var cnOnly = new CertificateNames(false, List.of(), List.of(), List.of("sp.example.net"));
        assertThat(SipIdentities.of(cnOnly, CommonName.ACCEPTED).domains()).containsExactly("sp.example.net");
        assertThat(SipIdentities.of(cnOnly, CommonName.REFUSED).match("sp.example.net"))
                .isEqualTo(new NotAuthenticated("certificate has no SIP domain identity (CN sp.example.net without"
                        + " subjectAltName), expected sp.example.net"));
        var withSan = new CertificateNames(true, List.of(), List.of(), List.of("sp.example.net"));
        assertThat(SipIdentities.of(withSan, CommonName.ACCEPTED).domains()).isEmpty();
        var acme = new CertificateNames(false, List.of(), List.of(), List.of("Acme Ltd"));
        assertThat(SipIdentities.of(acme, CommonName.ACCEPTED).domains()).isEmpty();
    }

    @Test
    void anAddressMatchesASipUriOfThatAddress() {
        assertThat(matches(uri("sip:192.0.2.1"), "192.0.2.1")).isTrue();
        assertThat(matches(uri("sip:[2001:DB8:0::1]:5061"), "2001:db8::1")).isTrue();
        assertThat(matches(uri("sip:[2001:db8::1]"), "[2001:db8::2]")).isFalse();
    }

    @Test
    void internationalNamesAreComparedAsTheCertificateHasThem() {
        assertThat(matches(dns("xn--bcher-kva.example"), "B\u00fccher.example")).isTrue();
        assertThat(matches(dns("b\u00fccher.example"), "b\u00fccher.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "a..b", "-a.example", "a-.example", "a b.example", "sp.example.net\u0000.evil.example"})
    void whatIsNoNameIsNoIdentityAndNotExpectedEither(String name) {
        assertThat(dns(name).domains()).isEmpty();
        assertThat(matches(dns("sp.example.net"), name)).isFalse();
    }

    @Test
    void theDotOfTheRootChangesNothingForWhoIsAimedAt() {
        assertThat(matches(dns("sp.example.net"), "sp.example.net.")).isTrue();
    }

    @Test
    void theReasonCannotForgeALineOfALog() {
        var verdict = (NotAuthenticated)
                uri("x\r\nevent=\"all is well\"" + "y".repeat(200)).match("sp.example.net");
        assertThat(verdict.why()).doesNotContain("\r", "\n", "\"").hasSizeLessThan(200);
    }

    @Test
    void aCertificateFullOfNamesIsReadInPartOnly() {
        var many = java.util.stream.IntStream.range(0, 1000)
                .mapToObj(i -> "n" + i + ".example")
                .toList();
        assertThat(san(List.of(), many).domains()).hasSize(64);
    }
}
