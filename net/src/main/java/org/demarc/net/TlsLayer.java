package org.demarc.net;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.demarc.net.tls.PeerCertificate;
import org.demarc.net.tls.TlsConfig.ClientCertificates;
import org.demarc.net.tls.TlsKeeper;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Limits;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS 1.3 and 1.2 as RFC 9325 has it: suites with AEAD and ephemeral keys, no renegotiation, no compression,
/// no early data (of which the JDK knows nothing). A peer has `handshakeTime`, and what is computed for
/// strangers leaves at least half of the processors to others.
final class TlsLayer implements StreamLayer {
    private static final Logger LOG = LoggerFactory.getLogger(TlsLayer.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /// RFC 9325 section 4.2, the strong ones; section 9.1 of RFC 8446.
    private static final String[] SUITES = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    };
    private static final Duration SOON = Duration.ofDays(30);

    private final TlsKeeper keeper;
    private final Limits messages;
    private final long handshakeNanos;
    private final Counters counters;
    private final RecordBuffers buffers = new RecordBuffers();
    private final RepeatLog failures = new RepeatLog(LOG);
    private final RepeatLog expiries = new RepeatLog(LOG);
    private final Semaphore ofStrangers;
    private final Semaphore ofOthers;

    TlsLayer(TlsKeeper keeper, NetLimits limits, Limits messages, Counters counters) {
        this.keeper = keeper;
        this.messages = messages;
        this.handshakeNanos = limits.handshakeTime().toNanos();
        this.counters = counters;
        int processors = Runtime.getRuntime().availableProcessors();
        this.ofStrangers = new Semaphore(Math.max(1, processors / 2), true);
        this.ofOthers = new Semaphore(processors, true);
    }

    @Override
    public Transport transport() {
        return Transport.TLS;
    }

    /// Without a certificate of ours nobody can connect to us.
    boolean isClientOnly() {
        return keeper.config().credentials().isEmpty();
    }

    @Override
    public boolean isPolite() {
        return true;
    }

    @Override
    public Ready opened(Socket socket, Flow flow) throws IOException {
        var secured = client(socket, flow);
        return new Ready(secured.wire(), new SipFraming(messages), secured.peer());
    }

    @Override
    public Ready accepted(Socket socket, Flow flow, boolean stranger) throws IOException {
        var secured = server(socket, flow, stranger);
        return new Ready(secured.wire(), new SipFraming(messages), secured.peer());
    }

    /// The client's side: whoever is there must be the domain of the flow (RFC 5922 section 7.3).
    Secured client(Socket socket, Flow flow) throws IOException {
        String domain = flow.peer().domain();
        if (domain.isEmpty()) throw new IOException("no domain to compare the certificate with");
        SSLEngine engine =
                keeper.context().createSSLEngine(domain, flow.remote().getPort());
        engine.setUseClientMode(true);
        var parameters = parameters();
        // Not a name that DNS led to: the domain that we aim at (RFC 5922 section 7.8).
        parameters.setServerNames(IpText.parse(domain) == null ? List.of(new SNIHostName(domain)) : List.of());
        engine.setSSLParameters(parameters);
        return shaken(socket, engine, flow, false);
    }

    /// The server's side.
    Secured server(Socket socket, Flow flow, boolean stranger) throws IOException {
        SSLEngine engine = keeper.context().createSSLEngine();
        engine.setUseClientMode(false);
        var parameters = parameters();
        switch (keeper.config().clientCertificates()) {
            case NONE -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return shaken(socket, engine, flow, stranger);
    }

    private static SSLParameters parameters() {
        var parameters = new SSLParameters(SUITES, PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    private Secured shaken(Socket socket, SSLEngine engine, Flow flow, boolean stranger) throws IOException {
        long deadline = System.nanoTime() + handshakeNanos;
        var permits = stranger ? ofStrangers : ofOthers;
        try {
            var wire = new TlsWire(new SocketWire(socket), engine, buffers);
            wire.handshake(deadline, task -> compute(task, permits, deadline));
            var peer = peer(engine, flow);
            counters.shared(Counter.HANDSHAKES);
            return new Secured(wire, peer, deadline);
        } catch (IOException | RuntimeException e) {
            counters.shared(Counter.HANDSHAKES_FAILED);
            String why = why(e);
            failures.warn(() -> "event=tls-failed " + (engine.getUseClientMode() ? "to" : "from") + "="
                    + ListeningPoint.text(flow.remote()) + " network=" + flow.network()
                    + (flow.peer().isEmpty() ? "" : " expected=" + flow.peer().domain()) + " why=\""
                    + LogText.of(why) + "\"");
            throw new IOException("TLS: " + why, e);
        }
    }

    private static void compute(Runnable task, Semaphore permits, long deadline) throws IOException {
        try {
            if (!permits.tryAcquire(Wire.left(deadline), TimeUnit.MILLISECONDS))
                throw new IOException("handshake not complete in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        }
        try {
            task.run();
        } finally {
            permits.release();
        }
    }

    /// Who is there. Looked at after each handshake: in a resumed session nobody was asked for a certificate,
    /// and the decision is made again from the one that was shown then (RFC 9325 section 3.4).
    private PeerIdentity peer(SSLEngine engine, Flow flow) throws IOException {
        boolean client = engine.getUseClientMode();
        if (!client && keeper.config().clientCertificates() == ClientCertificates.NONE) return PeerIdentity.NONE;
        var shown = PeerCertificate.of(engine.getSession());
        if (shown == null) {
            if (client) throw new IOException("server showed no certificate");
            return PeerIdentity.NONE;
        }
        try {
            shown.check(client ? flow.peer().domain() : "");
        } catch (CertificateException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (shown.endsWithin(SOON)) {
            expiries.warn(() -> "event=peer-certificate-expires peer=" + ListeningPoint.text(flow.remote())
                    + " subject=\"" + LogText.of(shown.subject()) + "\" not-after=" + shown.notAfter());
        }
        return client ? flow.peer() : new PeerIdentity(shown.domains());
    }

    /// What the certificate's check said, else what the JDK says.
    private static String why(Exception e) {
        Throwable cause = e;
        for (int i = 0; i < 8 && cause != null; i++) {
            if (cause instanceof CertificateException && cause.getMessage() != null) return cause.getMessage();
            cause = cause.getCause();
        }
        if (e instanceof SSLException && e.getMessage() != null) return alert(e.getMessage());
        return Reason.of(e);
    }

    /// The JDK's words for an alert of the peer: `(certificate_required) Received fatal alert:
    /// certificate_required`.
    private static String alert(String message) {
        int at = message.indexOf("Received fatal alert: ");
        return at < 0 ? message : "peer says " + message.substring(at + 22);
    }
}
