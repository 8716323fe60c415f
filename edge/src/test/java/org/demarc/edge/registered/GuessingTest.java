package org.demarc.edge.registered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.event.CallEvent;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// Who tries secrets, from one place and from many, and whom that must not hinder.
///
/// Proves AUT-015, AUT-016.
class GuessingTest {
    private final Border border = new Border(new Gen(13), Faults.NONE, 1);

    private Station station(String host, int port, Transport transport) {
        return new Station(border, Border.address(host, port), transport);
    }

    private List<Integer> register(Station station, String password) {
        station.password = password;
        station.statuses.clear();
        station.register("acme", 3_600);
        border.run(2_000);
        return station.statuses;
    }

    /// Each place has one try more once many have been wrong; the right answer is good at the first try from
    /// anywhere, and always where the account lives.
    @Test
    void manyPlacesHaveOneTryEach() {
        Station pbx = station("198.51.100.20", 5060, Transport.UDP);
        assertThat(register(pbx, Border.PASSWORD)).containsExactly(200);
        List<Station> guessers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Station guesser = station("192.0.2." + (i + 1), 5060, Transport.UDP);
            guessers.add(guesser);
            assertThat(register(guesser, "guess" + i)).containsExactly(401);
        }
        for (Station guesser : guessers) {
            assertThat(register(guesser, Border.PASSWORD))
                    .as("its second try is not looked at")
                    .containsExactly(401);
        }
        assertThat(register(station("203.0.113.77", 5060, Transport.UDP), Border.PASSWORD))
                .containsExactly(200);
        assertThat(register(pbx, "mistyped")).containsExactly(401);
        assertThat(register(pbx, Border.PASSWORD)).containsExactly(200);
        border.run(600_000);
        assertThat(register(guessers.getFirst(), Border.PASSWORD)).containsExactly(200);
    }

    /// One PBX with a wrong password is no attack: once it is put right it registers.
    @Test
    void onePlaceThatIsWrongForLongHindersItselfAlone() {
        Station pbx = station("198.51.100.20", 5060, Transport.UDP);
        for (int i = 0; i < 19; i++) assertThat(register(pbx, "old")).containsExactly(401);
        assertThat(register(pbx, Border.PASSWORD)).containsExactly(200);
    }

    /// Over UDP, too, once it has answered challenges: its address is its own.
    @Test
    void whoGuessesByDatagramsIsShutOut() {
        Station guesser = station("198.51.100.66", 5060, Transport.UDP);
        for (int i = 0; i < 20; i++) register(guesser, "guess");
        assertThat(border.told(CallEvent.Banned.class)).hasSize(1);
        assertThat(border.node.bans().list(0)).hasSize(1);
    }

    /// A nonce that never went to the address in the datagram: nobody there wrote it. Nobody is shut out for
    /// it, and it is no way to find out whether the rest is right.
    @Test
    void whatAnswersAnothersChallengeIsNotLookedAt() {
        Station asker = station("198.51.100.66", 5060, Transport.UDP);
        Request register = asker.request(Method.REGISTER, "acme", "sip:" + Border.DOMAIN, asker.way())
                .add(HeaderName.SUBJECT, "0123456789".repeat(40))
                .build();
        asker.password = "guess";
        asker.ask(register, asker.way(), "acme");
        border.run(1_000);
        Response challenge = asker.answers.getFirst();
        int before = border.told(CallEvent.RegisterRefused.class).size();
        for (int i = 0; i < 25; i++) {
            Station forged = station("198.51.100.67", 5060 + i, Transport.UDP);
            forged.password = i == 24 ? Border.PASSWORD : "guess";
            Request answer = forged.request(Method.REGISTER, "acme", "sip:" + Border.DOMAIN, forged.way())
                    .add(HeaderName.SUBJECT, "0123456789".repeat(40))
                    .add(
                            HeaderName.AUTHORIZATION,
                            RegisteredTrunksTest.answer(forged, challenge, "acme", "REGISTER", "sip:" + Border.DOMAIN)
                                    .toString())
                    .build();
            forged.agent.transactions().send(answer, forged.way(), new Deaf());
            border.run(1_000);
            assertThat(border.bound("acme")).isEmpty();
        }
        assertThat(border.told(CallEvent.RegisterRefused.class)).hasSize(before);
        assertThat(border.told(CallEvent.Banned.class)).isEmpty();
    }

    /// All of a town behind one address come back at once.
    @Test
    void manyPbxsBehindOneAddressRegisterWithinSeconds() {
        List<Station> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Station pbx = station("198.51.100.20", 10_000 + i, Transport.UDP);
            pbx.contactHost = "192.168.1.2:5060";
            all.add(pbx);
        }
        for (Station pbx : all) pbx.register("acme", 3_600);
        border.run(4_000);
        assertThat(all).allSatisfy(pbx -> assertThat(pbx.statuses).containsExactly(200));
    }
}
