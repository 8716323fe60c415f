package org.demarc.app.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.demarc.app.config.Mark;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.NodeConfig.DnsSettings;
import org.demarc.app.config.Problem;
import org.demarc.net.Lane;
import org.demarc.net.dns.DnsConfig;
import org.demarc.net.dns.DnsResolver;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.Destination;
import org.demarc.sip.location.Located;
import org.demarc.sip.location.Location;
import org.demarc.sip.location.LocationLimits;
import org.demarc.sip.location.Resolver;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Whereabouts;

/// Looks the peers up that have names, as a running node would. What is wrong with DNS here and now is worth a
/// warning: the file may be right, and be for another machine.
final class NameCheck {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private NameCheck() {}

    static List<Problem> of(NodeConfig config) {
        List<Problem> warnings = new ArrayList<>();
        boolean named = false;
        for (Trunk trunk : config.edge().trunks()) named |= trunk.whereabouts() != null;
        if (!named) return warnings;
        try (var resolver = new DnsResolver(patient(config.dns()))) {
            for (Trunk trunk : config.edge().trunks()) {
                Whereabouts whereabouts = trunk.whereabouts();
                if (whereabouts == null) continue;
                for (Whereabouts.Entry entry : whereabouts.entries()) {
                    Destination at = entry.destination();
                    switch (locate(resolver, at, whereabouts.abilities())) {
                        case Located.Found _ -> {}
                        case Located.Unavailable u -> warnings.add(problem(trunk, at + " leads nowhere: " + u.why()));
                        case Located.Failed f -> {
                            warnings.add(problem(trunk, at + " was not found, for DNS fails here: " + f.why()));
                            return warnings; // the others would only take as long again
                        }
                    }
                }
            }
        }
        return warnings;
    }

    private static DnsConfig patient(DnsSettings dns) {
        Duration timeout = Duration.ofMillis(dns.timeoutMillis());
        Duration longest = timeout.compareTo(LONGEST) > 0 ? timeout : LONGEST;
        return new DnsConfig(dns.servers(), timeout, dns.tries(), longest, 16, 64);
    }

    private static Problem problem(Trunk trunk, String what) {
        return new Problem(Mark.FILE, "trunks." + trunk.name() + ": " + what);
    }

    private static Located locate(DnsResolver resolver, Destination destination, Abilities abilities) {
        BlockingQueue<Runnable> mail = new LinkedBlockingQueue<>();
        Resolver asked = resolver.forLane(new Here(mail));
        var location = new Location(destination, abilities, LocationLimits.DEFAULT);
        Deque<Location.Output> todo = new ArrayDeque<>(location.start());
        try {
            while (true) {
                while (!todo.isEmpty()) {
                    switch (todo.remove()) {
                        case Location.Ask ask ->
                            asked.ask(
                                    ask.question(),
                                    (question, answer) -> todo.addAll(location.answered(question, answer)));
                        case Location.Finish(Located result) -> {
                            return result;
                        }
                    }
                }
                Runnable next = mail.poll(2 * LONGEST.toMillis() + 20_000, TimeUnit.MILLISECONDS);
                if (next == null) return new Located.Failed("no answer");
                next.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Located.Failed("interrupted");
        }
    }

    /// The thread that asks.
    private record Here(BlockingQueue<Runnable> mail) implements Lane {
        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean execute(Runnable command) {
            return mail.offer(command);
        }
    }
}
