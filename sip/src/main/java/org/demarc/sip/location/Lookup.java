package org.demarc.sip.location;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One name and type on its way through DNS: follows aliases, and believes of an answer only what belongs to
/// the question. Everything else in it is ignored, so that an answer about one name cannot say anything of
/// another.
final class Lookup {
    /// How it ended.
    sealed interface End {}

    /// @param records those of the type asked for, of the name or of what it is an alias of
    record Found(List<ResourceRecord> records, long ttl) implements End {}

    record Missing(long ttl) implements End {}

    record Unknown(String why) implements End {}

    private final LocationLimits limits;
    private final Question asked;
    private Question now;
    private int aliases;
    private long ttl = Long.MAX_VALUE;
    private @Nullable End end;

    Lookup(Question asked, LocationLimits limits) {
        this.asked = asked;
        this.now = asked;
        this.limits = limits;
    }

    Question asked() {
        return asked;
    }

    /// The question that an answer is awaited for; null when it has ended.
    @Nullable
    Question waitingFor() {
        return end == null ? now : null;
    }

    @Nullable
    End end() {
        return end;
    }

    /// Takes the answer to the question that it waits for. Then it has ended or waits for another.
    void answered(Answer answer) {
        switch (answer) {
            case Answer.Failed(String why) -> end = new Unknown(now + ": " + why);
            case Answer.Absent(boolean _, long negativeTtl) -> missing(negativeTtl);
            case Answer.Records(List<ResourceRecord> records, long negativeTtl) -> read(records, negativeTtl);
        }
    }

    private void missing(long negativeTtl) {
        end = new Missing(Math.min(ttl, limits.believed(negativeTtl)));
    }

    private void read(List<ResourceRecord> records, long negativeTtl) {
        String name = now.name();
        while (true) {
            List<ResourceRecord> own = new ArrayList<>();
            for (ResourceRecord r : records) {
                if (r.name().equals(name) && isOfType(r)) own.add(r);
            }
            if (!own.isEmpty()) {
                for (ResourceRecord r : own) ttl = Math.min(ttl, Math.max(0, r.ttl()));
                end = new Found(own, ttl);
                return;
            }
            ResourceRecord.Cname alias = alias(records, name);
            if (alias == null) break;
            if (++aliases > limits.aliases()) {
                end = new Unknown(asked + ": more than " + limits.aliases() + " aliases");
                return;
            }
            ttl = Math.min(ttl, Math.max(0, alias.ttl()));
            name = alias.target();
        }
        if (name.equals(now.name()) || negativeTtl >= 0) {
            missing(negativeTtl);
        } else {
            now = new Question(name, asked.type());
        }
    }

    private boolean isOfType(ResourceRecord record) {
        return switch (record) {
            case ResourceRecord.Naptr _ -> asked.type() == RecordType.NAPTR;
            case ResourceRecord.Srv _ -> asked.type() == RecordType.SRV;
            case ResourceRecord.Address a ->
                asked.type() == (a.address() instanceof Inet6Address ? RecordType.AAAA : RecordType.A);
            case ResourceRecord.Cname _ -> false;
        };
    }

    private static ResourceRecord.@Nullable Cname alias(List<ResourceRecord> records, String name) {
        for (ResourceRecord r : records) {
            if (r instanceof ResourceRecord.Cname c && c.name().equals(name)) return c;
        }
        return null;
    }
}
