package org.demarc.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what changed, behind the lanes: they leave a change in a map, which never waits, and one virtual thread takes
/// it from there. The latest change of a key is all that is kept of it, so a database that is away costs no more memory
/// than there are keys, and when it is back gets the latest of each.
final class WriteBehind {
    /// What became of a document and is not written yet.
    ///
    /// @param document null: it is removed
    record Change(String key, long version, RegistrationRows.@Nullable Document document) {
        /// Of two changes of a key the later one.
        Change later(Change next) {
            return next.version() >= version ? next : this;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);

    /// A change waits so long for others: one commit for all of them.
    private static final long GATHER_MILLIS = 100;

    private static final int BATCH = 500;
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 5_000;
    /// SQL states of data that no retry makes better: 22 and 23.
    private static final String BAD_DATA = "2[23].*";

    private final Database database;
    private final DocumentTable table;
    private final int mostPending;
    private final long laterNanos;
    private final ConcurrentHashMap<String, Change> pending = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Change> later = new ConcurrentHashMap<>();
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean woken = new AtomicBoolean();
    /// Something in `later` has a time, of which the writer knows.
    private final AtomicBoolean timed = new AtomicBoolean();
    private final ReentrantLock progress = new ReentrantLock();
    private final Condition moved = progress.newCondition();
    private final Thread writer;
    private volatile boolean closing;
    private volatile long hurryTo;
    private volatile long failingSince;
    private volatile String why = "";
    private volatile long done;
    private long due; // of what may wait; 0: nothing does. The writer's alone
    private @Nullable Connection connection;

    /// @param later how long what may wait does so: many changes of one key are written once, and many keys in one
    ///     commit
    WriteBehind(
            Database database, DocumentTable table, @Nullable Connection connection, int mostPending, Duration later) {
        this.database = database;
        this.table = table;
        this.connection = connection;
        this.mostPending = mostPending;
        this.laterNanos = later.toNanos();
        this.writer = Thread.ofVirtual().name("store").unstarted(this::run);
    }

    void start() {
        writer.start();
    }

    /// Leaves a change. Never waits for the database.
    ///
    /// @return false when too much waits already: the change is lost, and counted
    boolean give(Change change) {
        if (isTooMuch(change)) return false;
        // First out of there: once a removal is written, what came before it must not follow.
        later.computeIfPresent(change.key(), (_, waits) -> waits.version() > change.version() ? waits : null);
        pending.merge(change.key(), change, Change::later);
        given.incrementAndGet();
        wake();
        return true;
    }

    /// The same with a change that may be lost in a crash of the next seconds.
    boolean giveLater(Change change) {
        if (isTooMuch(change)) return false;
        later.merge(change.key(), change, Change::later);
        given.incrementAndGet();
        if (!timed.get() && !timed.getAndSet(true)) wake();
        return true;
    }

    private boolean isTooMuch(Change change) {
        boolean tooMuch = closing
                || (waiting() >= mostPending && !pending.containsKey(change.key()) && !later.containsKey(change.key()));
        if (tooMuch) dropped.incrementAndGet();
        return tooMuch;
    }

    private void wake() {
        if (!woken.getAndSet(true)) LockSupport.unpark(writer);
    }

    /// Waits until all that was given before is written.
    ///
    /// @return false when the time was over first
    boolean flush(Duration most) {
        long goal = given.get();
        long left = most.toNanos();
        progress.lock();
        try {
            hurryTo = Math.max(hurryTo, goal);
            LockSupport.unpark(writer);
            while (done < goal && left > 0) left = moved.awaitNanos(left);
            return done >= goal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            progress.unlock();
        }
    }

    /// Writes what is left, if that can be done in time, and ends the writer.
    boolean close(Duration most) {
        boolean all = flush(most);
        closing = true;
        LockSupport.unpark(writer);
        try {
            // Never interrupted: an interrupt in the middle of a write closes the file of the embedded database.
            writer.join(most.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    int waiting() {
        return pending.size() + later.size();
    }

    long written() {
        return written.get();
    }

    long dropped() {
        return dropped.get();
    }

    /// Milliseconds since 1970; 0: it does not fail.
    long failingSince() {
        return failingSince;
    }

    String why() {
        return why;
    }

    private void run() {
        long pause = 0;
        while (true) {
            boolean last = closing;
            long upTo = given.get(); // before the looks: what was counted is in the maps, or was written
            boolean all = takeLater(last);
            if (pending.isEmpty() || last) {
                if (pending.isEmpty() && all) settle(upTo);
                if (last) break;
                // The flag is lowered before the look: a change that comes after the look raises it, and unparks.
                woken.set(false);
                if (pending.isEmpty() && !closing && !hurried()) rest();
                continue;
            }
            if (pause > 0) pauseFor(pause, false);
            else pauseFor(GATHER_MILLIS, true);
            pause = writeAll() ? 0 : Math.clamp(pause * 2, FIRST_PAUSE, LONGEST_PAUSE);
            if (pause == 0 && all) settle(upTo);
        }
        disconnect();
    }

    /// Has what may wait written, too, once it is time.
    ///
    /// @return true when nothing that was counted before waits for its time
    private boolean takeLater(boolean last) {
        if (!timed.get()) return later.isEmpty();
        if (due == 0) due = Math.max(1, System.nanoTime() + laterNanos);
        if (!last && !hurried() && System.nanoTime() - due < 0) return later.isEmpty();
        due = 0;
        timed.set(false); // before the look: what comes after it has a time of its own
        for (Change change : later.values()) {
            pending.merge(change.key(), change, Change::later);
            later.remove(change.key(), change);
        }
        return true;
    }

    /// Until something is to be done.
    private void rest() {
        if (due != 0) LockSupport.parkNanos(this, Math.max(1, due - System.nanoTime()));
        else if (!timed.get()) LockSupport.park(this);
    }

    /// Somebody waits for all that was given up to some time.
    private boolean hurried() {
        return done < hurryTo;
    }

    /// Whoever flushes waits for no gathering, but for the pause of a database that is away.
    private void pauseFor(long millis, boolean gathering) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (closing || (gathering && hurried())) return;
            LockSupport.parkNanos(this, left);
        }
    }

    private boolean writeAll() {
        List<Change> batch = new ArrayList<>(BATCH);
        for (Change change : pending.values()) {
            batch.add(change);
            if (batch.size() == BATCH) {
                if (!write(batch)) return false;
                batch.clear();
            }
        }
        return batch.isEmpty() || write(batch);
    }

    private void settle(long upTo) {
        progress.lock();
        try {
            done = Math.max(done, upTo);
            moved.signalAll();
        } finally {
            progress.unlock();
        }
    }

    private boolean write(List<Change> batch) {
        List<DocumentTable.Change> rows = new ArrayList<>(batch.size());
        for (Change change : batch) {
            DocumentTable.Change row = row(change);
            if (row != null) rows.add(row);
        }
        try {
            table.write(connected(), rows);
        } catch (SQLException | StoreException e) {
            if (!(e instanceof SQLException sql && isBadData(sql))) return failed(e);
            if (!writeEach(rows)) return false;
        }
        for (Change change : batch) pending.remove(change.key(), change);
        written.addAndGet(rows.size());
        if (failingSince != 0) {
            log.info("store.recovered database={} waiting={}", database, waiting());
            failingSince = 0;
            why = "";
        }
        return true;
    }

    /// What is written of a change; null when it cannot be, ever.
    private DocumentTable.@Nullable Change row(Change change) {
        RegistrationRows.Document document = change.document();
        if (document == null) return new DocumentTable.Change(change.key(), change.version(), null);
        try {
            Row row = new Row(change.key(), change.version(), document.text());
            return new DocumentTable.Change(row.key(), row.version(), row.document());
        } catch (IllegalArgumentException e) {
            refused(e);
            return null;
        }
    }

    private void refused(Exception e) {
        dropped.incrementAndGet();
        log.error("store.refused database={} why=\"{}\"", database, LogText.of(e));
    }

    /// One of them cannot be written, ever: it must not hold up the others.
    private boolean writeEach(List<DocumentTable.Change> rows) {
        for (DocumentTable.Change row : rows) {
            try {
                table.write(connected(), List.of(row));
            } catch (SQLException | StoreException e) {
                if (!(e instanceof SQLException sql && isBadData(sql))) return failed(e);
                refused(e);
            }
        }
        return true;
    }

    private static boolean isBadData(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.matches(BAD_DATA);
    }

    private boolean failed(Exception e) {
        why = LogText.of(e);
        if (failingSince == 0) {
            failingSince = System.currentTimeMillis();
            log.warn("store.failing database={} waiting={} why=\"{}\"", database, waiting(), why);
        }
        disconnect();
        return false;
    }

    private Connection connected() throws SQLException {
        Connection c = connection;
        if (c == null) {
            connection = c = database.connect();
            table.create(c);
        }
        return c;
    }

    private void disconnect() {
        Connection c = connection;
        connection = null;
        if (c == null) return;
        try {
            c.close();
        } catch (SQLException gone) {
            log.debug("store.disconnect why=\"{}\"", LogText.of(gone));
        }
    }
}
