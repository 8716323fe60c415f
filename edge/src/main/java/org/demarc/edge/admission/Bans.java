package org.demarc.edge.admission;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sources that are shut out for a while, of all lanes: few, each with its end and its cause, to be looked at and
/// taken back. Asked for each packet of a stranger without a lock and without an object; replaced as one value when one
/// is
/// added, which is rare.
public final class Bans {
    /// One source that is shut out.
    ///
    /// @param source `192.0.2.1`, or the /64 of an IPv6 address
    /// @param since milliseconds since 1970
    /// @param leftMillis how long it still lasts
    /// @param cause what the source did, in words of ours
    public record Ban(String source, long since, long leftMillis, String cause) {}

    private record Entry(long key, InetAddress source, long until, long since, String cause) {}

    /// @param slots keys by open addressing, so that to ask costs one or two looks
    private record Table(Entry[] entries, long[] slots) {
        static final Table EMPTY = new Table(new Entry[0], new long[2]);

        static Table of(List<Entry> entries, long seed) {
            long[] slots = new long[Math.max(2, Integer.highestOneBit(Math.max(1, entries.size())) * 4)];
            for (Entry entry : entries) {
                int at = SourceKey.spread(entry.key(), seed) & (slots.length - 1);
                while (slots[at] != 0) at = (at + 1) & (slots.length - 1);
                slots[at] = entry.key();
            }
            return new Table(entries.toArray(Entry[]::new), slots);
        }
    }

    private final int most;
    private final long seed;
    private final AtomicReference<Table> table = new AtomicReference<>(Table.EMPTY);

    /// None at first.
    ///
    /// @param most bans at a time; one more ends the one that would end first
    /// @param seed random, so that nobody can aim at one place of the table
    public Bans(int most, long seed) {
        if (most < 1) throw new IllegalArgumentException("bans: " + most);
        this.most = most;
        this.seed = seed;
    }

    /// Whether nothing is to be read from that source. What is configured or registered is asked for before.
    public boolean banned(InetAddress source, long now) {
        Table t = table.get();
        if (t.entries().length == 0) return false;
        long key = SourceKey.of(source);
        int mask = t.slots().length - 1;
        for (int at = SourceKey.spread(key, seed) & mask; t.slots()[at] != 0; at = (at + 1) & mask) {
            if (t.slots()[at] == key) return isInForce(t, key, now);
        }
        return false;
    }

    private static boolean isInForce(Table t, long key, long now) {
        for (Entry entry : t.entries()) {
            if (entry.key() == key) return now < entry.until();
        }
        return false;
    }

    /// Shuts a source out; one that is shut out already for longer.
    void add(InetAddress source, long forMillis, String cause, long now, long wallClock) {
        long key = SourceKey.of(source);
        change(now, entries -> {
            entries.removeIf(e -> e.key() == key);
            if (entries.size() >= most) entries.remove(first(entries));
            entries.add(new Entry(key, source, now + forMillis, wallClock, cause));
        });
    }

    private static Entry first(List<Entry> entries) {
        Entry first = entries.getFirst();
        for (Entry entry : entries) if (entry.until() < first.until()) first = entry;
        return first;
    }

    /// Lets a source in again.
    ///
    /// @return false when it was not shut out
    public boolean remove(InetAddress source, long now) {
        long key = SourceKey.of(source);
        return change(now, entries -> entries.removeIf(e -> e.key() == key));
    }

    /// Lets a source in again, named as in the list or by an address of it.
    public boolean remove(String source, long now) {
        if (change(now, entries -> entries.removeIf(e -> SourceKey.text(e.key()).equals(source)))) return true;
        InetAddress address = literal(source);
        return address != null && remove(address, now);
    }

    private static @Nullable InetAddress literal(String text) {
        int slash = text.indexOf('/');
        try {
            return InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /// Lets in again what has become known, as after a reload that names it.
    public void forgive(Predicate<InetAddress> known, long now) {
        change(now, entries -> entries.removeIf(e -> known.test(e.source())));
    }

    /// Those in force, the newest last.
    public List<Ban> list(long now) {
        List<Ban> all = new ArrayList<>();
        for (Entry e : table.get().entries()) {
            if (now < e.until()) {
                all.add(new Ban(SourceKey.text(e.key()), e.since(), e.until() - now, e.cause()));
            }
        }
        return all;
    }

    private interface Change {
        void apply(List<Entry> entries);
    }

    /// @return true when there are less than before, those that ended by themselves not counted
    private boolean change(long now, Change change) {
        while (true) {
            Table before = table.get();
            List<Entry> entries = new ArrayList<>(Arrays.asList(before.entries()));
            entries.removeIf(e -> now >= e.until());
            int there = entries.size();
            change.apply(entries);
            Table next = entries.isEmpty() ? Table.EMPTY : Table.of(entries, seed);
            if (table.compareAndSet(before, next)) return entries.size() < there;
        }
    }
}
