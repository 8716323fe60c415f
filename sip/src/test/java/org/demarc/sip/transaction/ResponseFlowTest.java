package org.demarc.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// Where responses go: RFC 3261 section 18.2.2, RFC 3581 section 4, catalogue TRN-009.
class ResponseFlowTest implements TransactionUser {
    private static final InetSocketAddress SOURCE = Lab.address("192.0.2.2", 40_000);
    private static final Flow UDP = from(Transport.UDP, 0);
    private static final Flow TCP = from(Transport.TCP, 7);

    private final Lab lab = new Lab();
    private final Transactions layer = new Transactions(lab, lab, lab, TimerConfig.RFC3261, 2, this);

    private static Flow from(Transport transport, long connection) {
        return new Flow("net", transport, Lab.UDP.local(), SOURCE, connection, Lab.UDP.sentBy());
    }

    private static Request request(String method, String branch, String sentBy, String more) {
        return Lab.request(Lab.follow(method, branch, 1, "")
                .toString()
                .replace("192.0.2.2:5060;branch=" + branch + ";rport=5060", sentBy + ";branch=" + branch + more)
                .replaceAll("Content-Length.*\n", ""));
    }

    /// Where the answer to an OPTIONS with this Via goes.
    private InetSocketAddress answered(String sentBy, String more, Flow flow) {
        layer.received(request("OPTIONS", "z9hG4bKx" + sentBy.hashCode() + more.hashCode(), sentBy, more), flow);
        Lab.Sent sent = lab.only();
        assertThat(sent.response().status()).isEqualTo(200);
        assertThat(sent.flow().connection()).isEqualTo(flow.connection());
        assertThat(sent.flow().local()).isEqualTo(flow.local());
        return sent.flow().remote();
    }

    /// Proves TRN-009.
    @Test
    void withoutRportItIsThePortOfSentBy() {
        assertThat(answered("192.0.2.2:5070", "", UDP)).isEqualTo(Lab.address("192.0.2.2", 5070));
        assertThat(answered("192.0.2.2", "", UDP)).isEqualTo(Lab.address("192.0.2.2", 5060));
    }

    /// Proves TRN-009.
    @Test
    void withRportItIsThePortOfTheSource() {
        assertThat(answered("192.0.2.2:5070", ";rport=40000;received=192.0.2.2", UDP))
                .isEqualTo(SOURCE);
        assertThat(answered("192.0.2.2:5070", ";rport", UDP)).isEqualTo(SOURCE);
    }

    /// Proves TRN-009.
    @Test
    void addressIsAlwaysThatOfTheSource() {
        assertThat(answered("198.51.100.1:5070", ";received=192.0.2.2", UDP)).isEqualTo(Lab.address("192.0.2.2", 5070));
        assertThat(answered("192.0.2.2:5070", ";maddr=198.51.100.1", UDP)).isEqualTo(Lab.address("192.0.2.2", 5070));
    }

    @Test
    void noPortAtAllIsThePortOfTheSource() {
        assertThat(answered("192.0.2.2:0", "", UDP)).isEqualTo(SOURCE);
    }

    /// Proves TRN-008.
    @Test
    void responseOnAStreamNamesItsConnectionAndThePortOfSentByForWhenThatIsGone() {
        layer.received(request("OPTIONS", "z9hG4bKt", "192.0.2.2:5070", ";rport=40000"), TCP);
        Lab.Sent sent = lab.only();
        assertThat(sent.flow().connection()).isEqualTo(7);
        assertThat(sent.flow().remote()).isEqualTo(Lab.address("192.0.2.2", 5070));
    }

    @Test
    void everyAnswerGoesTheSameWay() {
        Request options = request("OPTIONS", "z9hG4bKo", "192.0.2.2:5070", "");
        layer.received(options, UDP);
        layer.received(options, UDP); // a remnant answers
        layer.received(request("CANCEL", "z9hG4bKc", "192.0.2.2:5070", ""), UDP); // 481 without a transaction
        layer.received(request("INVITE", "z9hG4bKi", "192.0.2.2:5070", ""), UDP);
        lab.pass(200); // 100
        layer.received(request("OPTIONS", "z9hG4bKp", "192.0.2.2:5070", ""), UDP); // 503
        assertThat(lab.taken())
                .hasSize(5)
                .allSatisfy(s -> assertThat(s.flow().remote())
                        .as(s.message().toString())
                        .isEqualTo(Lab.address("192.0.2.2", 5070)));
    }

    @Override
    public void request(ServerTransaction transaction, Request request) {
        assertThat(transaction.flow().remote()).isEqualTo(SOURCE);
        if (!(transaction instanceof InviteServerTransaction)) {
            transaction.respond(Response.answering(request, 200, "OK", "t").build());
        }
    }

    @Override
    public void ack(Request ack, Flow flow) {}

    @Override
    public void stray(Response response, Flow flow) {}
}
