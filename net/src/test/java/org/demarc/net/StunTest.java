package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 5626 sections 4.4.2 and 8.
class StunTest {
    private static final InetSocketAddress IPV4 = new InetSocketAddress(TestNet.address("192.0.2.1"), 32853);
    private static final String ID = "b7e7a701bc34d686fa87dfae"; // of RFC 5769 section 2.1
    private static final byte[] REQUEST = hex("00010000 2112a442" + ID);

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static String answer(byte[] request, InetSocketAddress source) {
        byte[] answer = Stun.answer(request, source);
        return answer == null ? "" : HexFormat.of().formatHex(answer);
    }

    /// The addresses are those of RFC 5769 sections 2.2 and 2.3.
    @Test
    void theAnswerSaysWhereTheRequestCameFrom() {
        assertThat(answer(REQUEST, IPV4)).isEqualTo("0101000c2112a442" + ID + "002000080001a147e112a643");
        var ipv6 = new InetSocketAddress(TestNet.address("2001:db8:1234:5678:11:2233:4455:6677"), 32853);
        assertThat(answer(REQUEST, ipv6))
                .isEqualTo("010100182112a442" + ID + "002000140002a147" + "0113a9faa5d3f179bc25f4b5bed2b9d9");
    }

    @Test
    void attributesThatNeedNotBeUnderstoodDoNotMatter() {
        byte[] software = hex("00010008 2112a442" + ID + "80220003 61626300");
        assertThat(answer(software, IPV4)).startsWith("0101000c");
    }

    @Test
    void unknownAttributesThatMustBeUnderstoodAreNamed() {
        byte[] change = hex("00010010 2112a442" + ID + "00030004 00000006" + "00240004 00000001");
        assertThat(answer(change, IPV4)).isEqualTo("011100102112a442" + ID + "0009000400000414" + "000a000400030024");
    }

    @Test
    void aFingerprintMustBeRight() {
        byte[] request = hex("00010008 2112a442" + ID + "80280004 00000000");
        assertThat(answer(request, IPV4)).isEmpty();
        var crc = new CRC32();
        crc.update(request, 0, 20);
        ByteBuffer.wrap(request).putInt(24, (int) crc.getValue() ^ 0x5354554e);
        assertThat(answer(request, IPV4)).startsWith("0101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00010000 2112a443" + ID,
                "00010004 2112a442" + ID,
                "01010000 2112a442" + ID,
                "00110000 2112a442" + ID,
                "00030000 2112a442" + ID,
                "00010000 2112a442" + ID + "00000000",
                "00010004 2112a442" + ID + "80220004",
                "00010004 2112a442" + ID + "8022ffff",
                "00010000 2112a442"
            })
    void anythingElseIsMetWithSilence(String request) {
        assertThat(answer(hex(request), IPV4)).isEmpty();
    }

    @Seeded(runs = 500)
    void anythingMayCome(Gen gen) {
        byte[] octets = gen.bytes(0, 100);
        if (octets.length >= 20 && gen.flip()) {
            System.arraycopy(REQUEST, 0, octets, 0, 20);
            octets[3] = (byte) (octets.length - 20);
        }
        byte[] answer = Stun.answer(octets, IPV4);
        if (answer != null) assertThat(answer.length).isLessThanOrEqualTo(60);
    }

    /// Proves NAT-012.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKnownPeerIsAnsweredOnItsSipPort(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            peer.send(REQUEST, net.at(Transport.UDP));
            peer.send(Texts.fresh("OPTIONS", "c1"), net.at(Transport.UDP));
            byte[] answer = peer.receiveOctets();
            assertThat(answer).isEqualTo(Stun.answer(REQUEST, peer.address()));
            assertThat(TestNet.take(net.cores.getFirst().heard).remote()).isEqualTo(peer.address());
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStrangerIsNot(boolean systemCalls) {
        try (var net = TestNet.amongStrangers(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            peer.send(REQUEST, net.at(Transport.UDP));
            peer.send(Texts.fresh("OPTIONS", "c1"), net.at(Transport.UDP));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
            assertThat(net.net.statistics().junk()).isEqualTo(1);
        }
    }
}
