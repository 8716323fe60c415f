package org.demarc.edge.locating;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.RecordType;
import org.demarc.sip.location.Resolver;
import org.demarc.sip.location.ResourceRecord;

/// DNS on virtual time: a zone that changes, and a way to it that fails.
final class VirtualDns implements Resolver {
    final List<String> asked = new ArrayList<>();
    private final VirtualClock clock;
    private final Gen gen;
    private final Map<String, List<ResourceRecord>> zone = new LinkedHashMap<>();
    double loss;
    double silence;
    boolean down;
    long negativeTtl = 60;

    VirtualDns(VirtualClock clock, Gen gen) {
        this.clock = clock;
        this.gen = gen;
    }

    VirtualDns clear() {
        zone.clear();
        return this;
    }

    VirtualDns naptr(String name, long ttl, int order, String service, String replacement) {
        return add(new ResourceRecord.Naptr(name, ttl, order, 1, "s", service, "", replacement));
    }

    VirtualDns srv(String name, long ttl, int priority, int weight, String target) {
        return add(new ResourceRecord.Srv(name, ttl, priority, weight, 5060, target));
    }

    VirtualDns address(String name, long ttl, String... literals) {
        for (String literal : literals) add(new ResourceRecord.Address(name, ttl, InetAddress.ofLiteral(literal)));
        return this;
    }

    private VirtualDns add(ResourceRecord record) {
        zone.computeIfAbsent(record.name(), _ -> new ArrayList<>()).add(record);
        return this;
    }

    VirtualDns remove(String name) {
        zone.remove(name);
        return this;
    }

    @Override
    public void ask(Question question, Asker asker) {
        asked.add(question.toString());
        if (gen.chance(silence)) return; // the contract is broken: a lane that was flooded
        boolean lost = down || gen.chance(loss);
        clock.schedule(
                Duration.ofMillis(lost ? 4_000 : gen.between(1, 80)),
                () -> asker.answered(question, lost ? new Answer.Failed("no answer") : answer(question)));
    }

    private Answer answer(Question question) {
        List<ResourceRecord> all = zone.get(question.name());
        if (all == null) return new Answer.Absent(false, negativeTtl);
        List<ResourceRecord> some = new ArrayList<>();
        for (ResourceRecord r : all) if (typeOf(r) == question.type()) some.add(r);
        return some.isEmpty() ? new Answer.Absent(true, negativeTtl) : new Answer.Records(some, -1);
    }

    private static RecordType typeOf(ResourceRecord record) {
        return switch (record) {
            case ResourceRecord.Naptr _ -> RecordType.NAPTR;
            case ResourceRecord.Srv _ -> RecordType.SRV;
            case ResourceRecord.Address a -> a.address() instanceof Inet6Address ? RecordType.AAAA : RecordType.A;
            case ResourceRecord.Cname _ -> throw new AssertionError("no aliases here");
        };
    }
}
