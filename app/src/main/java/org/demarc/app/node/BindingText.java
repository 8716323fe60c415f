package org.demarc.app.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.Origin;
import org.demarc.net.ListeningPoint;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// The bindings of an account as the text that is kept of them: a line for each, its fields parted by tabs.
final class BindingText {
    private static final String FORM = "3";
    private static final int FIELDS = 17;
    /// Without the mark of the secret.
    private static final String BEFORE = "2";

    private BindingText() {}

    static String write(List<Binding> bindings) {
        StringBuilder out = new StringBuilder(256 * bindings.size());
        for (Binding b : bindings) {
            out.append(FORM);
            field(out, b.contact().toString());
            field(out, b.params().toString());
            out.append('\t').append(b.q());
            field(out, b.callId());
            out.append('\t').append(b.cseq());
            out.append('\t').append(b.since());
            out.append('\t').append(b.updated());
            out.append('\t').append(b.expiresAt());
            field(out, b.instance());
            out.append('\t').append(b.regId());
            out.append('\t').append(b.cookie());
            field(out, b.origin().transport().name());
            field(out, IpText.text(b.origin().address()));
            Flow flow = b.flow();
            // A connection does not outlive the process.
            if (flow == null || flow.transport() != Transport.UDP) {
                out.append("\t\t");
            } else {
                field(out, flow.network());
                field(out, text(flow.local()) + " " + text(flow.remote()));
            }
            field(out, b.mark());
            for (String hop : b.path()) field(out, hop);
            out.append('\n');
        }
        return out.toString();
    }

    private static String text(InetSocketAddress address) {
        return IpText.text(address.getAddress()) + " " + address.getPort();
    }

    private static void field(StringBuilder out, String value) {
        out.append('\t');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) return value;
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                out.append(c);
                continue;
            }
            char next = value.charAt(++i);
            out.append(next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next);
        }
        return out.toString();
    }

    /// What can be read of it.
    ///
    /// @param points where we listen now: a flow of another address leads nowhere any more
    static List<Binding> read(String document, List<ListeningPoint> points) {
        List<Binding> all = new ArrayList<>(2);
        for (String line : document.split("\n", -1)) {
            Binding b = line.isEmpty() ? null : binding(line.split("\t", -1), points);
            if (b != null) all.add(b);
        }
        return all;
    }

    private static @Nullable Binding binding(String[] f, List<ListeningPoint> points) {
        int fields = f[0].equals(BEFORE) ? FIELDS - 1 : FIELDS;
        if (f.length < fields || !(f[0].equals(FORM) || f[0].equals(BEFORE))) return null;
        try {
            if (!(Uri.parse(unescaped(f[1])) instanceof Field.Present<Uri>(SipUri contact))) return null;
            List<String> path = new ArrayList<>(f.length - fields);
            for (int i = fields; i < f.length; i++) path.add(unescaped(f[i]));
            String params = unescaped(f[2]);
            return new Binding(
                    contact,
                    params.isEmpty() ? Params.EMPTY : Params.of(params),
                    Integer.parseInt(f[3]),
                    unescaped(f[4]),
                    Long.parseLong(f[5]),
                    Long.parseLong(f[6]),
                    Long.parseLong(f[7]),
                    Long.parseLong(f[8]),
                    path,
                    unescaped(f[9]),
                    Integer.parseInt(f[10]),
                    Long.parseLong(f[11]),
                    new Origin(Transport.valueOf(f[12]), InetAddress.ofLiteral(f[13])),
                    fields == FIELDS ? unescaped(f[16]) : "",
                    flow(unescaped(f[14]), f[15], points));
        } catch (IllegalArgumentException e) {
            return null; // of another version, or damaged: its PBX registers again
        }
    }

    private static @Nullable Flow flow(String network, String addresses, List<ListeningPoint> points) {
        String[] a = addresses.split(" ", -1);
        if (a.length != 4) return null;
        var local = address(a[0], a[1]);
        var remote = address(a[2], a[3]);
        for (ListeningPoint p : points) {
            if (p.transport() == Transport.UDP
                    && p.network().equals(network)
                    && p.local().equals(local)) {
                return new Flow(network, Transport.UDP, p.local(), remote, 0, p.sentBy());
            }
        }
        return null;
    }

    private static InetSocketAddress address(String host, String port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
    }
}
