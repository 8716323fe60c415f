package org.demarc.media.offer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.media.sdp.Attribute;
import org.demarc.media.sdp.Connection;
import org.demarc.media.sdp.Direction;
import org.demarc.media.sdp.MediaDescription;
import org.demarc.media.sdp.SdpGen;
import org.demarc.media.sdp.SessionDescription;
import org.demarc.media.sdp.Wire;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the peers say, each leg hears what RFC 3264 allows, and nothing of the other leg.
class OfferProperties {
    private final SdpRewriter rewriter = new SdpRewriter(StreamPolicy.VOICE);

    private static LocalPort.ByStream ports(int first) {
        var address = InetAddress.ofLiteral("192.0.2.1");
        return i -> new LocalPort(
                new InetSocketAddress(address, first + 2 * i), new InetSocketAddress(address, first + 2 * i + 1));
    }

    private static List<StreamVerdict> verdicts(SessionDescription sdp) {
        return switch (StreamPolicy.VOICE.assess(sdp)) {
            case Assessment.Usable(List<StreamVerdict> streams) -> streams;
            case Assessment.NoUsableStream(StreamVerdict.Reason reason) ->
                sdp.media().stream()
                        .map(_ -> (StreamVerdict) new StreamVerdict.Declined(reason))
                        .toList();
        };
    }

    private static Direction given(SessionDescription sdp, MediaDescription stream) {
        var direction = sdp.direction(stream);
        return Direction.of(direction.maySend(), direction.mayReceive() && !sdp.isAddressHeld(stream));
    }

    /// Proves SDP-009.
    @ParameterizedTest
    @EnumSource
    void whatBothAllowAnswersWhatWasOffered(Direction offered) {
        for (var wanted : Direction.values()) {
            assertThat(offered.answers()).contains(wanted.and(offered.reversed()));
        }
        for (var answer : offered.answers()) {
            assertThat(answer.and(offered.reversed())).isEqualTo(answer);
        }
        assertThat(offered.reversed().reversed()).isEqualTo(offered);
    }

    /// Proves SDP-003, SDP-009, SDP-018, SEC-013.
    @Seeded(runs = 2_000)
    void oneExchangeThroughTheEdgeIsRight(Gen gen) {
        var caller = new OfferAnswer(new LegIdentity(1, InetAddress.ofLiteral("192.0.2.1")));
        var callee = new OfferAnswer(new LegIdentity(2, InetAddress.ofLiteral("192.0.2.1")));
        int rounds = gen.between(1, 4);
        for (int round = 0; round < rounds; round++) {
            var offer = SdpGen.description(gen);
            assertThat(caller.offerReceived(offer)).isInstanceOf(Received.Fits.class);
            int version = Integer.parseInt(callee.origin().sessionVersion());
            var before = callee.lastSent();
            var streams = verdicts(offer);
            var sent = callee.sendOffer(rewriter.offer(offer, streams, ports(20_000), callee));
            isOurs(sent);
            int expected = before == null || before.equals(sent) ? version : version + 1;
            assertThat(sent.origin().sessionVersion()).isEqualTo(Integer.toString(expected));
            assertThat(sent.media().size()).isGreaterThanOrEqualTo(offer.media().size());
            if (before != null) {
                assertThat(sent.media().size())
                        .isGreaterThanOrEqualTo(before.media().size());
            }
            for (int i = 0; i < sent.media().size(); i++) {
                boolean relayed = i < streams.size() && streams.get(i) instanceof StreamVerdict.Relayed;
                assertThat(sent.media().get(i).isRefused()).isEqualTo(!relayed);
                if (relayed) {
                    assertThat(sent.direction(sent.media().get(i)))
                            .isEqualTo(given(offer, offer.media().get(i)));
                }
            }
            if (gen.chance(0.2)) {
                callee.offerRejected();
                caller.rejectOffer();
                continue;
            }
            var answer = answerTo(sent, gen);
            assertThat(callee.answerReceived(answer)).isInstanceOf(Received.Fits.class);
            var back = caller.sendAnswer(rewriter.answer(answer, verdicts(answer), ports(30_000), caller));
            isOurs(back);
            assertThat(AnswerCheck.unfit(offer, back)).isNull();
            assertThat(AnswerCheck.remarks(offer, back)).isEmpty();
        }
    }

    /// Nothing of the generated peers is in it, and it is SDP.
    private static void isOurs(SessionDescription sdp) {
        var text = Wire.text(sdp);
        assertThat(Wire.parsed(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isEqualTo(sdp);
        for (var secret : SdpGen.SECRETS) assertThat(text).doesNotContain(secret);
        assertThat(sdp.name()).isEqualTo("-");
        assertThat(sdp.origin().username()).isEqualTo("-");
    }

    /// An answer that fits, from a peer that sometimes gets its directions wrong.
    private static SessionDescription answerTo(SessionDescription offer, Gen gen) {
        var media = new ArrayList<MediaDescription>();
        for (var offered : offer.media()) {
            if (offered.isRefused() || gen.chance(0.2)) {
                media.add(MediaDescription.of(offered.type(), 0, offered.proto(), List.of("0")));
                continue;
            }
            var format = gen.pick(offered.formats());
            var answered = MediaDescription.of(offered.type(), 7_000, offered.proto(), List.of(format))
                    .withDirection(gen.pick(Direction.values()));
            media.add(gen.flip() ? answered : answered.withAttributes(List.of(Attribute.of("x", "10.66.66.66"))));
        }
        var address = InetAddress.ofLiteral(gen.weighted(Gen.weight(4, "10.66.66.66"), Gen.weight(1, "0.0.0.0")));
        return offer.withOrigin(SdpGen.origin(gen))
                .withConnection(Connection.of(address))
                .withMedia(media);
    }
}
