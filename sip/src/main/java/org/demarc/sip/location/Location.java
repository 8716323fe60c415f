package org.demarc.sip.location;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.demarc.sip.location.Services.Service;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// One search for the servers of a destination: RFC 3263 sections 4.1 and 4.2, with both families of addresses
/// (RFC 7984). Pure: the caller asks the questions that come out and brings the answers in, in any order,
/// until it is finished. Silence of DNS is never taken for an absence: whoever can suppress the answer about
/// the secure service of a domain cannot move us to another one.
public final class Location {
    private static final int REMARKS = 8;

    /// What the caller does.
    public sealed interface Output {}

    public record Ask(Question question) implements Output {}

    /// The last output.
    public record Finish(Located result) implements Output {}

    private enum State {
        NAPTR,
        NAPTR_SRV,
        SRV,
        ADDRESSES,
        FINISHED
    }

    private final Destination destination;
    private final Abilities abilities;
    private final LocationLimits limits;
    private final List<String> remarks = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private List<Service> services = List.of();
    private @Nullable HostAddresses hosts;
    private State state = State.NAPTR;
    private int service;
    private boolean tlsOffered;
    private boolean declined;
    private long ttl = Long.MAX_VALUE;

    public Location(Destination destination, Abilities abilities, LocationLimits limits) {
        this.destination = destination;
        this.abilities = abilities;
        this.limits = limits;
    }

    /// Begins.
    public List<Output> start() {
        Transport named = destination.named();
        if (destination.transport() != null
                && (named == null || !abilities.transports().contains(named))) {
            unavailable("transport " + destination.transport() + " cannot be used for " + destination);
        } else if (destination.numeric() != null || destination.port() > 0) {
            // "If the URI also contains a port, it uses that port." No NAPTR, no SRV.
            Transport transport = named != null ? named : usual();
            if (transport != null) atHost(transport);
        } else if (named != null) {
            services = List.of(Services.of(named, destination.host()));
            askSrv();
        } else {
            ask(new Question(destination.host(), RecordType.NAPTR));
        }
        return taken();
    }

    /// An answer came. Nothing comes of one that nobody waits for.
    public List<Output> answered(Question question, Answer answer) {
        boolean awaited = false;
        for (Lookup lookup : lookups) {
            if (!question.equals(lookup.waitingFor())) continue;
            awaited = true;
            lookup.answered(answer);
            Question further = lookup.waitingFor();
            if (further != null) outputs.add(new Ask(further));
        }
        if (awaited) proceed();
        return taken();
    }

    public boolean finished() {
        return state == State.FINISHED;
    }

    private List<Output> taken() {
        List<Output> taken = List.copyOf(outputs);
        outputs.clear();
        return taken;
    }

    private void proceed() {
        switch (state) {
            case NAPTR -> naptr();
            case NAPTR_SRV -> srvOfNaptr();
            case SRV -> srv();
            case ADDRESSES -> addresses();
            case FINISHED -> {}
        }
    }

    private void naptr() {
        Lookup.End end = lookups.getFirst().end();
        if (end == null) return;
        switch (end) {
            case Lookup.Unknown(String why) -> failed(why);
            case Lookup.Missing(long seconds) -> {
                ttl = Math.min(ttl, seconds);
                withoutNaptr();
            }
            case Lookup.Found(List<ResourceRecord> records, long seconds) -> {
                ttl = Math.min(ttl, seconds);
                tlsOffered = Services.offersTls(records, limits);
                services = Services.of(records, destination.secure(), abilities, limits);
                if (services.isEmpty()) {
                    remark("no NAPTR record of " + destination.host() + " has a transport that we can use");
                    withoutNaptr();
                } else {
                    state = State.NAPTR_SRV;
                    askOnly(new Question(services.getFirst().srvName(), RecordType.SRV));
                }
            }
        }
    }

    /// "If no NAPTR records are found, the client constructs SRV queries for those transport protocols it
    /// supports, and does a query for each."
    private void withoutNaptr() {
        List<Service> all = new ArrayList<>();
        for (Transport t : abilities.transports()) {
            if (!destination.secure() || t.secure()) all.add(Services.of(t, destination.host()));
        }
        services = all;
        if (all.isEmpty()) unavailable("a sips URI needs a secure transport, which the trunk does not allow");
        else askSrv();
    }

    private void askSrv() {
        state = State.SRV;
        lookups.clear();
        for (Service s : services) ask(new Question(s.srvName(), RecordType.SRV));
    }

    /// One service of the NAPTR records after the other, until one has servers.
    private void srvOfNaptr() {
        Lookup.End end = lookups.getFirst().end();
        if (end == null) return;
        if (took(end, services.get(service)) || finished()) return;
        if (++service < services.size()) {
            askOnly(new Question(services.get(service).srvName(), RecordType.SRV));
        } else {
            withoutSrv(services.getFirst().transport());
        }
    }

    /// "The client MAY use any transport protocol it desires which is supported by the server": the first of
    /// ours. It is waited for; whether one that we like less is there does not matter then.
    private void srv() {
        for (int i = 0; i < services.size(); i++) {
            Lookup.End end = lookups.get(i).end();
            if (end == null || took(end, services.get(i)) || finished()) return;
        }
        if (destination.transport() != null) {
            withoutSrv(services.getFirst().transport());
        } else {
            Transport transport = usual();
            if (transport != null) withoutSrv(transport);
        }
    }

    /// True when these are SRV records, and now the addresses of their targets are awaited.
    private boolean took(Lookup.End end, Service s) {
        return switch (end) {
            case Lookup.Unknown(String why) -> {
                failed(why);
                yield false;
            }
            case Lookup.Missing(long seconds) -> {
                ttl = Math.min(ttl, seconds);
                yield false;
            }
            case Lookup.Found(List<ResourceRecord> records, long seconds) -> {
                ttl = Math.min(ttl, seconds);
                yield hostsOf(records, s);
            }
        };
    }

    private boolean hostsOf(List<ResourceRecord> records, Service s) {
        var found = new HostAddresses(destination.host(), abilities.families(), limits);
        int used = 0;
        for (ResourceRecord r : records) {
            if (!(r instanceof ResourceRecord.Srv srv)) continue;
            if (srv.target().isEmpty()) {
                declined = true; // "A Target of "." means that the service is decidedly not available at this domain."
                remark(s.srvName() + " says that there is no such service");
            } else if (srv.port() == 0) {
                remark("a record of " + s.srvName() + " has port 0: ignored");
            } else if (used++ < limits.services()) {
                found.host(srv.target(), s.transport(), srv.port(), srv.priority(), srv.weight());
            } else if (used == limits.services() + 1) {
                remark(s.srvName() + " has more than " + limits.services() + " servers: the rest is ignored");
            }
        }
        if (used == 0) return false;
        askAddresses(found);
        return true;
    }

    /// "If no SRV records were found, the client performs an A or AAAA record lookup of the domain name."
    private void withoutSrv(Transport transport) {
        if (declined) unavailable("the domain says by its SRV records that it has no such service");
        else atHost(transport);
    }

    private void atHost(Transport transport) {
        var host = new HostAddresses(destination.host(), abilities.families(), limits);
        int port = destination.port() > 0 ? destination.port() : transport.defaultPort();
        host.host(destination.host(), transport, port, 0, 0);
        askAddresses(host);
    }

    /// "The client SHOULD use UDP for a SIP URI, and TCP for a SIPS URI", the latter with TLS over it; another
    /// where the trunk does not allow that. Null, and finished, where there is none.
    private @Nullable Transport usual() {
        if (!destination.secure()) {
            return abilities.transports().contains(Transport.UDP)
                    ? Transport.UDP
                    : abilities.transports().getFirst();
        }
        if (abilities.transports().contains(Transport.TLS)) return Transport.TLS;
        if (abilities.transports().contains(Transport.WSS)) return Transport.WSS;
        unavailable("a sips URI needs a secure transport, which the trunk does not allow");
        return null;
    }

    private void askAddresses(HostAddresses found) {
        state = State.ADDRESSES;
        hosts = found;
        lookups.clear();
        for (Question q : found.questions()) ask(q);
        if (lookups.isEmpty()) addresses();
    }

    private void addresses() {
        for (Lookup lookup : lookups) {
            if (lookup.end() == null) return;
        }
        HostAddresses all = hosts;
        if (all == null) return;
        String unknown = null;
        for (Lookup lookup : lookups) {
            switch (lookup.end()) {
                case Lookup.Found(List<ResourceRecord> records, long seconds) -> {
                    ttl = Math.min(ttl, seconds);
                    all.addresses(lookup.asked().name(), records, this::remark);
                }
                case Lookup.Missing(long seconds) -> ttl = Math.min(ttl, seconds);
                case Lookup.Unknown(String why) -> {
                    if (unknown == null) unknown = why;
                    remark(why);
                }
                case null -> {}
            }
        }
        List<Server> servers = all.servers();
        if (!servers.isEmpty()) {
            finish(new Located.Found(servers, limits.ttl(ttl), tlsOffered, unknown == null, remarks));
        } else if (unknown != null) {
            failed(unknown);
        } else {
            unavailable("no address that we can use for " + all.names());
        }
    }

    private void ask(Question question) {
        lookups.add(new Lookup(question, limits));
        outputs.add(new Ask(question));
    }

    private void askOnly(Question question) {
        lookups.clear();
        ask(question);
    }

    private void remark(String remark) {
        if (remarks.size() < REMARKS) remarks.add(remark);
    }

    private void failed(String why) {
        finish(new Located.Failed(why));
    }

    private void unavailable(String why) {
        finish(new Located.Unavailable(why, limits.negativeTtl(ttl)));
    }

    private void finish(Located result) {
        state = State.FINISHED;
        lookups.clear();
        for (Iterator<Output> i = outputs.iterator(); i.hasNext(); ) {
            if (i.next() instanceof Ask) i.remove();
        }
        outputs.add(new Finish(result));
    }
}
