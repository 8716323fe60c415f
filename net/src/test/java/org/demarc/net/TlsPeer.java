package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.demarc.net.tls.TestCa.Issued;
import org.jspecify.annotations.Nullable;

/// A client of TLS by the JDK's own sockets, which believes whoever answers.
final class TlsPeer {
    private TlsPeer() {}

    /// A handshake that succeeds, or the reason why not.
    static SSLSocket connect(InetSocketAddress to, @Nullable Issued own, String sni) throws IOException {
        return connect(to, own, sni, new String[0], new String[0]);
    }

    static SSLSocket connect(
            InetSocketAddress to, @Nullable Issued own, String sni, String[] protocols, String[] suites)
            throws IOException {
        var socket = (SSLSocket) context(own).getSocketFactory().createSocket(to.getAddress(), to.getPort());
        var parameters = socket.getSSLParameters();
        if (protocols.length > 0) parameters.setProtocols(protocols);
        if (suites.length > 0) parameters.setCipherSuites(suites);
        parameters.setServerNames(sni.isEmpty() ? List.of() : List.of(new SNIHostName(sni)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            Closing.quietly(socket);
            throw e;
        }
    }

    static SSLContext context(@Nullable Issued own) {
        try {
            var context = SSLContext.getInstance("TLS");
            var store = java.security.KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var managers = javax.net.ssl.KeyManagerFactory.getInstance("SunX509");
            if (own != null) {
                var chain = new java.util.ArrayList<>(List.of(own.certificate()));
                chain.addAll(own.above());
                store.setKeyEntry("own", own.key(), new char[0], chain.toArray(java.security.cert.Certificate[]::new));
            }
            managers.init(store, new char[0]);
            context.init(managers.getKeyManagers(), new TrustManager[] {new Believer()}, null);
            return context;
        } catch (java.security.GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Believer implements X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String authType) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }
}
