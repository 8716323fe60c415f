package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Probe;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each message of RFC 4475 and RFC 5118 and of the interface's examples, sent to an edge from within a trunk:
/// the answer of an element that carries calls only, or silence; and the next call is as good as any.
class TortureTest {
    /// Proves ARCH-015, ARCH-018, IP6-004, IP6-005, IP6-015, STA-001.
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    # file | answer | why
                    rfc4475/wsinv.dat      | 481 | its To has a tag: no such dialog
                    rfc4475/intmeth.dat    | 501 | a method that nobody knows
                    rfc4475/esc01.dat      | 404 | no number is called
                    rfc4475/escnull.dat    | 405 | REGISTER
                    rfc4475/esc02.dat      | 501 | a method that nobody knows
                    rfc4475/lwsdisp.dat    | 200 | OPTIONS
                    rfc4475/longreq.dat    | 404 | no number is called
                    rfc4475/dblreq.dat     | 405 | REGISTER, octets behind it are ignored
                    rfc4475/semiuri.dat    | 200 | OPTIONS
                    rfc4475/transports.dat | 200 | OPTIONS
                    rfc4475/mpart01.dat    | 405 | MESSAGE
                    rfc4475/unreason.dat   | -   | a response to nothing
                    rfc4475/noreason.dat   | -   | a response to nothing
                    rfc4475/badinv01.dat   | 400 |
                    rfc4475/clerr.dat      | 400 |
                    rfc4475/ncl.dat        | 400 |
                    rfc4475/scalar02.dat   | 400 |
                    rfc4475/scalarlg.dat   | -   | a response
                    rfc4475/quotbal.dat    | 400 |
                    rfc4475/ltgtruri.dat   | 400 |
                    rfc4475/lwsruri.dat    | 400 |
                    rfc4475/lwsstart.dat   | 400 |
                    rfc4475/trws.dat       | 400 |
                    rfc4475/escruri.dat    | 400 |
                    rfc4475/baddate.dat    | 404 | no number is called
                    rfc4475/regbadct.dat   | 405 | REGISTER
                    rfc4475/badaspec.dat   | 400 |
                    rfc4475/baddn.dat      | 400 |
                    rfc4475/badvers.dat    | 505 |
                    rfc4475/mismatch01.dat | 400 |
                    rfc4475/mismatch02.dat | 501 |
                    rfc4475/bigcode.dat    | -   | a response
                    rfc4475/badbranch.dat  | 200 | OPTIONS matched as RFC 2543 says
                    rfc4475/insuf.dat      | 400 |
                    rfc4475/unkscm.dat     | 416 |
                    rfc4475/novelsc.dat    | 416 |
                    rfc4475/unksm2.dat     | 405 | REGISTER
                    rfc4475/bext01.dat     | 420 |
                    rfc4475/invut.dat      | 415 |
                    rfc4475/regaut01.dat   | 405 | REGISTER
                    rfc4475/multi01.dat    | 400 |
                    rfc4475/mcl01.dat      | 400 |
                    rfc4475/bcast.dat      | -   | a response
                    rfc4475/zeromf.dat     | 200 | OPTIONS to us goes no further
                    rfc4475/cparam01.dat   | 405 | REGISTER
                    rfc4475/cparam02.dat   | 405 | REGISTER
                    rfc4475/regescrt.dat   | 405 | REGISTER
                    rfc4475/sdp01.dat      | 406 |
                    rfc4475/inv2543.dat    | 404 | no number is called
                    rfc4475/test.dat       | -   | no Via that an answer could go by
                    rfc5118/ipv6-good.dat  | 405 | REGISTER
                    rfc5118/ipv6-bad.dat   | 405 | REGISTER
                    rfc5118/port-ambiguous.dat                | 405 | REGISTER
                    rfc5118/port-unambiguous.dat              | 405 | REGISTER
                    rfc5118/via-received-param-with-delim.dat | 481 | BYE of no dialog
                    rfc5118/via-received-param-no-delim.dat   | 200 | OPTIONS
                    rfc5118/ipv6-in-sdp.dat                   | 400 |
                    rfc5118/ipv6-in-sdp.fixed.dat             | 404 | no number is called
                    rfc5118/mult-ip-in-header.dat             | 481 | BYE of no dialog
                    rfc5118/mult-ip-in-sdp.dat                | 404 | no number is called
                    rfc5118/mult-ip-in-sdp.fixed.dat          | 404 | no number is called
                    rfc5118/ipv4-mapped-ipv6.dat              | 404 | no number is called
                    rfc5118/ipv4-mapped-ipv6.fixed.dat        | 404 | no number is called
                    rfc5118/ipv6-bug-abnf-3-colons.dat        | 200 | OPTIONS
                    rfc5118/ipv6-correct-abnf-2-colons.dat    | 200 | OPTIONS
                    examples/01-register-first.sip            | 405 |
                    examples/02-register-401.sip              | -   | a response to nothing
                    examples/03-register-auth.sip             | 405 |
                    examples/04-register-200.sip              | -   | a response to nothing
                    examples/06-incoming-200.sip              | -   | a response to nothing
                    examples/10-redirect-302.sip              | -   | a response to nothing
                    examples/11-refer-blind.sip               | 405 |
                    examples/12-refer-notify.sip              | 405 |
                    examples/13-refer-attended.sip            | 405 |
                    examples/15-options-ping.sip              | 200 |
                    examples/16-options-200.sip               | -   | a response to nothing
                    """)
    void tortureGetsItsAnswerAndTheNextCallIsGood(String file, Integer answer, String why) {
        var world = new World(
                new Gen(1),
                Faults.NONE,
                new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
        world.place(Plan.plain(world.number(true)).withHangup(true, 50_000));
        world.run(Duration.ofSeconds(3));
        Probe probe = world.probe();
        probe.send(octets(file));
        world.run(Duration.ofSeconds(40));
        assertThat(world.lanes().getFirst().counts().calls())
                .as("the call that is up")
                .isEqualTo(1);
        Set<Integer> statuses = Set.copyOf(probe.statuses());
        assertThat(statuses).as(why).isEqualTo(answer == null ? Set.of() : Set.of(answer));
        world.place(Plan.plain(world.number(true)));
        world.finish();
        assertThat(world.answered()).isEqualTo(2);
    }

    /// Proves CAL-030, IP6-005, IP6-017.
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    # file | answers | why
                    rfc4475/longreq.dat            | 180 200 | a call
                    rfc4475/baddate.dat            | 180 200 | a Date that nobody needs
                    rfc4475/inv2543.dat            | 400 | RFC 3261 wants a Contact
                    rfc4475/wsinv.dat              | 481 | its To has a tag: no such dialog
                    rfc4475/sdp01.dat              | 406 | no SDP is accepted
                    rfc4475/invut.dat              | 415 | the body is no SDP
                    rfc5118/ipv6-in-sdp.fixed.dat  | 488 | this network has no IPv6
                    rfc5118/mult-ip-in-sdp.dat     | 180 200 | a call
                    rfc5118/mult-ip-in-sdp.fixed.dat   | 180 200 | a call
                    rfc5118/ipv4-mapped-ipv6.dat       | 180 500 | the called side answers with formats that were not offered
                    rfc5118/ipv4-mapped-ipv6.fixed.dat | 180 500 | the called side answers with formats that were not offered
                    """)
    void tortureToARoutedNumberIsACallOrARefusal(String file, String answers, String why) {
        var world = new World(
                new Gen(1),
                Faults.NONE,
                new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
        String number = world.number(true);
        world.expect(Plan.plain(number));
        Probe probe = world.probe();
        probe.send(calling(number, octets(file)));
        world.run(Duration.ofSeconds(80));
        String statuses = probe.statuses().stream()
                .distinct()
                .map(String::valueOf)
                .collect(java.util.stream.Collectors.joining(" "));
        assertThat(statuses).as(why).isEqualTo(answers);
        world.finish();
    }

    /// The same INVITE to a number that leads somewhere: its first line alone is another.
    private static byte[] calling(String number, byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        assertThat(text).startsWith("INVITE ");
        return ("INVITE sip:" + number + "@203.0.113.5 SIP/2.0" + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String file) {
        try (InputStream in = Objects.requireNonNull(TortureTest.class.getResourceAsStream("/wire/" + file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
