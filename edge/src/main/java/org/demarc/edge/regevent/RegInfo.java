package org.demarc.edge.regevent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.BulkContact;
import org.demarc.edge.registrar.NumberPlace;
import org.demarc.edge.registrar.RegistrationAccount;
import org.demarc.sip.message.Params;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// Writes `application/reginfo+xml`, RFC 3680 section 5: one record for each number of the account with the contact
/// that
/// the bulk registration gives it, never with `bnc` (RFC 6140 section 7.2.1, catalogue REG-030).
///
/// A large inventory takes several documents: the first is full and clears what the subscriber knew, the others add to
/// it as partial ones.
public final class RegInfo {
    /// What a document holds at most, in octets, with room beside it for the rest of a NOTIFY.
    public static final int MOST = 48_000;

    /// The largest inventory that is told about.
    public static final int MOST_NUMBERS = 10_000;

    public static final String TYPE = "application/reginfo+xml";

    private static final String END = "</reginfo>\n";

    private final RegistrationAccount account;
    private final @Nullable String only;
    private final List<BindingChange> contacts;
    private final boolean anyLeft;
    private final long now;
    private final List<byte[]> documents = new ArrayList<>(1);
    private final StringBuilder text = new StringBuilder(1_024);
    private final long firstVersion;
    private final boolean full;

    private RegInfo(
            RegistrationAccount account,
            @Nullable String only,
            List<BindingChange> contacts,
            boolean anyLeft,
            long firstVersion,
            boolean full,
            long now) {
        this.account = account;
        this.only = only;
        this.contacts = contacts;
        this.anyLeft = anyLeft;
        this.firstVersion = firstVersion;
        this.full = full;
        this.now = now;
    }

    /// Whether the inventory of an account can be told about.
    public static boolean offers(RegistrationAccount account) {
        long numbers = 0;
        for (NumberRange range : account.numbers()) numbers += range.last() - range.first() + 1;
        return numbers <= MOST_NUMBERS;
    }

    /// All that is bound.
    ///
    /// @param only the number that is asked about; null: all of the account
    /// @param bindings those that live
    /// @param version of the first document; each further one has the next
    public static List<byte[]> full(
            RegistrationAccount account, @Nullable String only, List<Binding> bindings, long version, long now) {
        List<BindingChange> contacts = new ArrayList<>(bindings.size());
        for (Binding b : bindings) {
            boolean fresh = b.updated() == b.since();
            contacts.add(new BindingChange(fresh ? BindingChange.Event.REGISTERED : BindingChange.Event.REFRESHED, b));
        }
        return new RegInfo(account, only, contacts, !bindings.isEmpty(), version, true, now).write();
    }

    /// What changed.
    ///
    /// @param anyLeft something is still bound
    public static List<byte[]> partial(
            RegistrationAccount account,
            @Nullable String only,
            List<BindingChange> changes,
            boolean anyLeft,
            long version,
            long now) {
        return new RegInfo(account, only, changes, anyLeft, version, false, now).write();
    }

    private List<byte[]> write() {
        begin();
        if (only != null) {
            registration(only);
        } else {
            for (NumberRange range : account.numbers()) {
                for (long n = range.first(); n <= range.last(); n++) registration("+" + n);
            }
            if (hasPlain()) account();
        }
        finish();
        return documents;
    }

    private void begin() {
        text.setLength(0);
        text.append(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" version=\"")
                .append(firstVersion + documents.size())
                .append("\" state=\"")
                .append(full && documents.isEmpty() ? "full" : "partial")
                .append("\">\n");
    }

    private void finish() {
        documents.add(text.append(END).toString().getBytes(StandardCharsets.UTF_8));
    }

    private void registration(String number) {
        record(
                "sip:" + number + "@" + account.domain(),
                "n" + number.substring(1),
                c -> c.bulk() || account.plainNumber() == NumberPlace.REQUEST_URI
                        ? BulkContact.of(c.contact(), number).toString()
                        : BulkContact.of(c.contact(), c.contact().user()).toString());
    }

    /// The account itself, which a plain contact is bound to.
    private void account() {
        record(
                account.addressOfRecord(),
                "account",
                c -> c.bulk() ? null : c.contact().toString());
    }

    private boolean hasPlain() {
        for (BindingChange c : contacts) {
            if (!c.binding().bulk()) return true;
        }
        return false;
    }

    private interface ContactOf {
        @Nullable
        String uri(Binding binding);
    }

    private void record(String aor, String id, ContactOf contactOf) {
        int start = text.length();
        text.append("<registration aor=\"");
        escape(aor);
        text.append("\" id=\"").append(id).append("\" state=\"").append(state());
        text.append("\">\n");
        for (BindingChange c : contacts) {
            String uri = contactOf.uri(c.binding());
            if (uri != null) contact(c, id, uri);
        }
        text.append("</registration>\n");
        if (text.length() + END.length() > MOST && documentHasMore(start)) {
            String moved = text.substring(start);
            text.setLength(start);
            finish();
            begin();
            text.append(moved);
        }
    }

    private boolean documentHasMore(int start) {
        return text.lastIndexOf("<registration ", start - 1) >= 0;
    }

    /// The step from terminated back to init is never shown (section 4.7.1).
    private String state() {
        return anyLeft ? "active" : contacts.isEmpty() ? "init" : "terminated";
    }

    private void contact(BindingChange change, String id, String uri) {
        Binding b = change.binding();
        text.append("<contact id=\"c")
                .append(Long.toHexString(hash(b.identity())))
                .append('-')
                .append(id);
        text.append("\" state=\"").append(change.event().active() ? "active" : "terminated");
        text.append("\" event=\"").append(change.event().wire());
        text.append("\" duration-registered=\"").append(Math.max(0, (now - b.since()) / 1_000));
        if (change.event().active()) text.append("\" expires=\"").append(b.secondsLeft(now));
        String q = b.params().get("q");
        if (q != null) {
            text.append("\" q=\"");
            escape(q);
        }
        text.append("\" callid=\"");
        escape(b.callId());
        text.append("\" cseq=\"").append(b.cseq()).append("\">\n<uri>");
        escape(uri);
        text.append("</uri>\n");
        Params params = b.params();
        for (String name : params.names()) {
            if (name.equalsIgnoreCase("q")) continue;
            text.append("<unknown-param name=\"");
            escape(name);
            text.append("\">");
            String value = params.get(name);
            if (value != null) escape(value);
            text.append("</unknown-param>\n");
        }
        text.append("</contact>\n");
    }

    /// FNV-1a: the same for the same contact in each document.
    private static long hash(String identity) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < identity.length(); i++) hash = (hash ^ identity.charAt(i)) * 0x100000001B3L;
        return hash;
    }

    /// What XML 1.0 does not allow at all is left out.
    private void escape(String raw) {
        int i = 0;
        while (i < raw.length()) {
            int c = raw.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> {
                    boolean allowed = c >= ' ' && (c < 0xd800 || c > 0xdfff) && (c & 0xfffe) != 0xfffe;
                    if (allowed) text.appendCodePoint(c);
                }
            }
        }
    }
}
