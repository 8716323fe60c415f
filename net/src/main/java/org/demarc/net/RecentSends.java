package org.demarc.net;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// The latest datagrams of a lane whose senders want to know when they are lost, so that an ICMP error finds them
/// again. Anybody can invent such an error; it counts only when the datagram that it quotes carries the branch of ours,
/// which nobody else knows. Used by the lane's thread alone.
final class RecentSends {
    private static final long LONGEST = 5000; // milliseconds; an error comes back at once or never
    private static final int SHORTEST_BRANCH = 12;

    private final int mask;
    private final @Nullable SipMessage[] messages;
    private final @Nullable Flow[] flows;
    private final @Nullable SendFailure[] failures;
    private final long[] times;
    private int next;

    /// Remembers as many, a power of two.
    RecentSends(int size) {
        mask = size - 1;
        messages = new SipMessage[size];
        flows = new Flow[size];
        failures = new SendFailure[size];
        times = new long[size];
    }

    void add(SipMessage message, Flow flow, SendFailure failure, long now) {
        int at = next++ & mask;
        messages[at] = message;
        flows[at] = flow;
        failures[at] = failure;
        times[at] = now;
    }

    /// Tells the senders of what the error is about, each once.
    void unreachable(
            InetSocketAddress remote, String why, byte[] quoted, long now, BiConsumer<SendFailure, String> teller) {
        String text = new String(quoted, StandardCharsets.ISO_8859_1);
        SendFailure told = null;
        for (int i = 1; i <= mask + 1; i++) {
            int at = (next - i) & mask;
            var message = messages[at];
            var flow = flows[at];
            var failure = failures[at];
            if (message == null || flow == null || failure == null) continue;
            if (now - times[at] > LONGEST) return;
            if (!flow.remote().equals(remote) || !isQuoted(message, text)) continue;
            messages[at] = null;
            flows[at] = null;
            failures[at] = null;
            if (!failure.equals(told)) teller.accept(failure, why); // several copies of one message have one sender
            told = failure;
        }
    }

    private static boolean isQuoted(SipMessage message, String quoted) {
        String branch = message.topBranch();
        return branch.length() >= SHORTEST_BRANCH && quoted.contains(branch);
    }
}
