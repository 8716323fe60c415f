package org.demarc.sip.location;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What DNS says in a test, and what it was asked.
final class Zone {
    static final long TTL = 300;

    final List<String> asked = new ArrayList<>();
    private final List<ResourceRecord> records = new ArrayList<>();
    private final Map<String, Answer> fixed = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private long negativeTtl = 600;

    Zone naptr(String name, int order, int preference, String service, String replacement) {
        return add(new ResourceRecord.Naptr(name, TTL, order, preference, "s", service, "", replacement));
    }

    Zone srv(String name, int priority, int weight, int port, String target) {
        return add(new ResourceRecord.Srv(name, TTL, priority, weight, port, target));
    }

    Zone address(String name, String... literals) {
        for (String literal : literals) {
            add(new ResourceRecord.Address(name, TTL, InetAddress.ofLiteral(literal)));
        }
        return this;
    }

    Zone cname(String name, String target) {
        return add(new ResourceRecord.Cname(name, TTL, target));
    }

    Zone add(ResourceRecord record) {
        records.add(record);
        names.add(record.name());
        return this;
    }

    Zone negativeTtl(long seconds) {
        negativeTtl = seconds;
        return this;
    }

    /// This question gets that answer.
    Zone answer(String question, Answer answer) {
        fixed.put(question, answer);
        return this;
    }

    Answer of(Question q) {
        Answer set = fixed.get(q.toString());
        if (set != null) return set;
        if (!names.contains(q.name())) return new Answer.Absent(false, negativeTtl);
        List<ResourceRecord> found = new ArrayList<>();
        for (ResourceRecord r : records) {
            if (!r.name().equals(q.name())) continue;
            boolean wanted = switch (r) {
                case ResourceRecord.Naptr _ -> q.type() == RecordType.NAPTR;
                case ResourceRecord.Srv _ -> q.type() == RecordType.SRV;
                case ResourceRecord.Cname _ -> true;
                case ResourceRecord.Address a ->
                    q.type() == (a.address().getAddress().length == 4 ? RecordType.A : RecordType.AAAA);
            };
            if (wanted) found.add(r);
        }
        return found.isEmpty() ? new Answer.Absent(true, negativeTtl) : new Answer.Records(found, -1);
    }

    /// Searches to the end.
    Located locate(Destination destination, Abilities abilities) {
        var location = new Location(destination, abilities, LocationLimits.DEFAULT);
        Deque<Location.Output> todo = new ArrayDeque<>(location.start());
        while (!todo.isEmpty()) {
            switch (todo.remove()) {
                case Location.Ask(Question q) -> {
                    asked.add(q.toString());
                    todo.addAll(location.answered(q, of(q)));
                }
                case Location.Finish(Located result) -> {
                    if (!location.finished()) throw new AssertionError("finished, but does not say so");
                    return result;
                }
            }
        }
        throw new AssertionError("nothing left to ask, and not finished");
    }

    /// The servers as text, best first; or why there are none.
    List<String> servers(Destination destination, Abilities abilities) {
        return switch (locate(destination, abilities)) {
            case Located.Found f -> f.servers().stream().map(Server::toString).toList();
            case Located.Unavailable(String why, long _) -> List.of("unavailable: " + why);
            case Located.Failed(String why) -> List.of("failed: " + why);
        };
    }
}
