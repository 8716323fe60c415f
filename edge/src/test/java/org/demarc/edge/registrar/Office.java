package org.demarc.edge.registrar;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.edge.world.SeededTokens;
import org.demarc.sim.Gen;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestClient;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.digest.Nonces;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// A registrar with the accounts `acme` and `other` of `sp.example.net`, and a hand that writes to it.
public final class Office {
    public static final String DOMAIN = "sp.example.net";
    public static final String PASSWORD = "secret";
    static final long NONCE_LIFE = 60_000;

    /// What the listener was told.
    public final List<BindingChange> told = new ArrayList<>();

    private final Tokens tokens;
    private final Digester digester = new Digester();
    private final Authenticator authenticator;
    final Registrar registrar;

    /// The registrations under test.
    public final Registrations registrations;

    /// Milliseconds since 1970.
    public long now = 1_790_000_000_000L;

    /// With these accounts and the usual policy.
    public Office(RegistrationAccount... accounts) {
        this(RegistrarPolicy.DEFAULT, null, accounts);
    }

    Office(RegistrarPolicy policy, @Nullable TemporaryGruus gruus, RegistrationAccount... accounts) {
        this(policy, gruus, List.of(), accounts);
    }

    static Office listening(List<RegistrationListener> listeners, RegistrationAccount... accounts) {
        return new Office(RegistrarPolicy.DEFAULT, null, listeners, accounts);
    }

    private Office(
            RegistrarPolicy policy,
            @Nullable TemporaryGruus gruus,
            List<RegistrationListener> others,
            RegistrationAccount... accounts) {
        List<RegistrationListener> listeners = new ArrayList<>(others);
        listeners.add((account, bindings, changes) -> told.addAll(changes));
        this.registrations = new Registrations(List.of(accounts), listeners);
        this.tokens = SeededTokens.ofLane(new Gen(7), 0);
        this.authenticator = new Authenticator(
                registrations, policy, new Nonces(new byte[32], NONCE_LIFE, 10_000), Authenticator.Sources.UNKNOWN);
        this.registrar = new Registrar(registrations, authenticator, tokens, gruus);
    }

    /// The account acme with numbers +12145550100 to 0199, bulk alone, four contacts, outbound.
    public static RegistrationAccount acme() {
        return account("acme", Gin.REQUIRED, 4, true, "+12145550100..+12145550199");
    }

    static RegistrationAccount account(String user, Gin gin, int maxContacts, boolean outbound, String numbers) {
        return new RegistrationAccount(
                user,
                user,
                DOMAIN,
                gin,
                NumberPlace.REQUEST_URI,
                List.of(Objects.requireNonNull(NumberRange.parse(numbers))),
                RegistrationAccount.secrets(user, DOMAIN, PASSWORD, List.of(Algorithm.SHA_256, Algorithm.MD5)),
                Lifetimes.DEFAULT,
                maxContacts,
                outbound);
    }

    /// What is bound to an account.
    public List<Binding> bound(String account) {
        return Objects.requireNonNull(registrations.find(account)).bindings().live(now);
    }

    static Flow udp(String host, int port) {
        return flow(Transport.UDP, host, port, 0);
    }

    /// A connection from there.
    public static Flow tls(String host, int port, long connection) {
        return flow(Transport.TLS, host, port, connection);
    }

    private static Flow flow(Transport transport, String host, int port, long connection) {
        return new Flow(
                "outside",
                transport,
                new InetSocketAddress(InetAddress.ofLiteral("203.0.113.10"), transport.defaultPort()),
                new InetSocketAddress(InetAddress.ofLiteral(host), port),
                connection,
                "203.0.113.10:" + transport.defaultPort());
    }

    static Request decode(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length)
                instanceof Decoded.Complete(Request request, int _)) {
            return request;
        }
        throw new IllegalArgumentException("a request expected: " + text);
    }

    /// A REGISTER of an account without credentials; a line that begins like one of the usual ones replaces it.
    static String text(String user, String callId, long cseq, String... lines) {
        String uri = "sip:" + DOMAIN;
        List<String> all = new ArrayList<>(List.of(
                "Via: SIP/2.0/UDP 198.51.100.3:5060;branch=z9hG4bK" + Integer.toHexString(callId.hashCode()) + cseq
                        + ";rport",
                "Max-Forwards: 70",
                "From: <sip:" + user + "@" + DOMAIN + ">;tag=pbx-1",
                "To: <sip:" + user + "@" + DOMAIN + ">",
                "Call-ID: " + callId,
                "CSeq: " + cseq + " REGISTER"));
        for (String line : lines) {
            if (line.startsWith("@")) {
                uri = line.substring(1);
                continue;
            }
            String name = line.substring(0, line.indexOf(':') + 1);
            boolean replaces = name.equals("Via:") || name.equals("From:") || name.equals("To:");
            if (replaces) all.removeIf(l -> l.startsWith(name));
            all.add(line);
        }
        return "REGISTER " + uri + " SIP/2.0\r\n" + String.join("\r\n", all) + "\r\nContent-Length: 0\r\n\r\n";
    }

    Outcome send(String text, Flow flow) {
        Request request = decode(text);
        Request received =
                request.receivedFrom(flow.remote().getAddress(), flow.remote().getPort());
        return registrar.register(received, flow, _ -> true, answer -> Reflection.permits(received, flow, answer), now);
    }

    /// With right credentials in a fresh nonce.
    public Outcome register(String user, Flow flow, String callId, long cseq, String... lines) {
        String text = text(user, callId, cseq, lines);
        return send(with(text, authorization(user, PASSWORD, Algorithm.SHA_256, uri(text))), flow);
    }

    private static String uri(String text) {
        return text.substring("REGISTER ".length(), text.indexOf(" SIP/2.0"));
    }

    static String with(String text, String line) {
        return text.replace("\r\nContent-Length:", "\r\n" + line + "\r\nContent-Length:");
    }

    String authorization(String user, String password, Algorithm algorithm, String uri) {
        var client = new DigestClient(user, DOMAIN, password, List.of(algorithm), digester, tokens);
        var all = authenticator.challenges(DOMAIN, false, now);
        return "Authorization: "
                + switch (client.challenged(all, 0, "REGISTER", uri)) {
                    case DigestClient.Answer.Again(var credentials) -> credentials;
                    case DigestClient.Answer.GiveUp(String why) -> throw new IllegalStateException(why);
                };
    }

    /// A bulk REGISTER's usual lines with this Contact.
    public static String[] bulk(String contact, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "Contact: " + contact, "Require: gin", "Proxy-Require: gin", "Supported: path, outbound, gruu"));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    static int status(Outcome outcome) {
        return response(outcome).status();
    }

    static Response response(Outcome outcome) {
        return Objects.requireNonNull(outcome.response(), "an answer");
    }
}
