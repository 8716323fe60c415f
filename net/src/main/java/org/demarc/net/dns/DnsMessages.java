package org.demarc.net.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.ResourceRecord;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Messages of DNS: a question as octets, octets as an answer.
final class DnsMessages {
    /// What passes unfragmented everywhere.
    static final int UDP_SIZE = 1_232;

    private static final long LARGEST_TTL = 0x7fff_ffffL;

    private DnsMessages() {}

    /// What came back.
    sealed interface Reply {}

    /// The server knows.
    record Good(Answer answer) implements Reply {}

    /// It does not, or does not say; another may.
    ///
    /// @param plain true when it may only have stumbled over EDNS
    record Refused(String why, boolean plain) implements Reply {}

    /// It belongs to another question: to be ignored, as anybody may have sent it.
    record Foreign() implements Reply {}

    /// The question as a message; null where its name cannot be one.
    static @Nullable Message query(Question question, int id, boolean edns) {
        Name name;
        try {
            name = Name.fromString(question.name() + ".");
        } catch (TextParseException e) {
            return null;
        }
        Message query = Message.newQuery(Record.newRecord(name, type(question), DClass.IN));
        query.getHeader().setID(id);
        if (edns) query.addRecord(new OPTRecord(UDP_SIZE, 0, 0), Section.ADDITIONAL);
        return query;
    }

    private static int type(Question question) {
        return switch (question.type()) {
            case NAPTR -> Type.NAPTR;
            case SRV -> Type.SRV;
            case A -> Type.A;
            case AAAA -> Type.AAAA;
        };
    }

    /// True for an answer to this very message that did not fit: it is to be asked for over TCP.
    static boolean truncated(byte[] octets, Message query) {
        return octets.length >= 12
                && ((octets[0] & 0xff) << 8 | (octets[1] & 0xff))
                        == query.getHeader().getID()
                && (octets[2] & 0x82) == 0x82;
    }

    static Reply read(byte[] octets, Message query) {
        Message message;
        try {
            message = new Message(octets);
        } catch (IOException | RuntimeException unreadable) { // what the library throws for bad input is not declared
            return new Foreign();
        }
        if (message.getHeader().getID() != query.getHeader().getID()
                || !message.getHeader().getFlag(Flags.QR)) return new Foreign();
        Record asked = message.getQuestion();
        int code = message.getRcode();
        if (asked == null ? code == Rcode.NOERROR || code == Rcode.NXDOMAIN : !asked.equals(query.getQuestion())) {
            return new Foreign();
        }
        return switch (code) {
            case Rcode.NOERROR -> new Good(records(message));
            case Rcode.NXDOMAIN -> new Good(new Answer.Absent(false, negativeTtl(message)));
            default ->
                new Refused(Rcode.string(code), code == Rcode.FORMERR || code == Rcode.NOTIMP || code == Rcode.BADVERS);
        };
    }

    private static Answer records(Message message) {
        List<ResourceRecord> records = new ArrayList<>();
        for (Record record : message.getSection(Section.ANSWER)) {
            ResourceRecord read = record.getDClass() == DClass.IN ? record(record) : null;
            if (read != null) records.add(read);
        }
        long negativeTtl = negativeTtl(message);
        return records.isEmpty() ? new Answer.Absent(true, negativeTtl) : new Answer.Records(records, negativeTtl);
    }

    private static @Nullable ResourceRecord record(Record record) {
        String name = text(record.getName());
        // "A TTL value is an unsigned number [...] treat TTL values received with the most significant bit set
        // as if the entire value received was zero": RFC 2181 section 8.
        long ttl = record.getTTL() > LARGEST_TTL ? 0 : record.getTTL();
        return switch (record) {
            case ARecord a -> new ResourceRecord.Address(name, ttl, a.getAddress());
            case AAAARecord a -> new ResourceRecord.Address(name, ttl, a.getAddress());
            case CNAMERecord c -> new ResourceRecord.Cname(name, ttl, text(c.getTarget()));
            case SRVRecord s ->
                new ResourceRecord.Srv(name, ttl, s.getPriority(), s.getWeight(), s.getPort(), text(s.getTarget()));
            case NAPTRRecord n ->
                new ResourceRecord.Naptr(
                        name,
                        ttl,
                        n.getOrder(),
                        n.getPreference(),
                        n.getFlags(),
                        n.getService(),
                        n.getRegexp(),
                        text(n.getReplacement()));
            default -> null;
        };
    }

    /// "The minimum of the MINIMUM field of the SOA record and the TTL of the SOA itself": RFC 2308 section 5.
    private static long negativeTtl(Message message) {
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) return Math.min(soa.getTTL(), soa.getMinimum());
        }
        return -1;
    }

    private static String text(Name name) {
        return name.toString(true);
    }
}
