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
import org.demarc.store.DocumentTable.Change;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what changed, behind the lanes: they leave a change in a map, which never waits, and one virtual thread takes
/// it
/// from there. The latest change of a key is all that is kept of it, so a database that is away costs no more memory
/// than
/// there are keys, and when it is back gets the latest of each.
final class WriteBehind {
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
    private final ConcurrentHashMap<String, Change> pending = new ConcurrentHashMap<>();
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ReentrantLock progress = new ReentrantLock();
    private final Condition moved = progress.newCondition();
    private final Thread writer;
    private volatile boolean closing;
    private volatile boolean hurry;
    private volatile long failingSince;
    private volatile String why = "";
    private long done;
    private @Nullable Connection connection;

    WriteBehind(Database database, DocumentTable table, @Nullable Connection connection, int mostPending) {
        this.database = database;
        this.table = table;
        this.connection = connection;
        this.mostPending = mostPending;
        this.writer = Thread.ofVirtual().name("store").unstarted(this::run);
    }

    void start() {
        writer.start();
    }

    /// Leaves a change. Never waits for the database.
    ///
    /// @return false when too much waits already: the change is lost, and counted
    boolean give(Change change) {
        if (closing || (pending.size() >= mostPending && !pending.containsKey(change.key()))) {
            dropped.incrementAndGet();
            return false;
        }
        pending.merge(change.key(), change, (before, next) -> next.version() >= before.version() ? next : before);
        given.incrementAndGet();
        wake();
        return true;
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
        hurry = true;
        LockSupport.unpark(writer);
        progress.lock();
        try {
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
        return pending.size();
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
            long upTo = given.get(); // before the look: what was counted is in the map, or was written
            if (pending.isEmpty() || last) {
                if (pending.isEmpty()) settle(upTo);
                if (last) break;
                // The flag is lowered before the look: a change that comes after the look raises it, and unparks.
                woken.set(false);
                if (pending.isEmpty() && !closing) LockSupport.park(this);
                continue;
            }
            if (pause > 0) pauseFor(pause, false);
            else pauseFor(GATHER_MILLIS, true);
            pause = writeAll() ? 0 : Math.clamp(pause * 2, FIRST_PAUSE, LONGEST_PAUSE);
        }
        disconnect();
    }

    /// Whoever flushes waits for no gathering, but for the pause of a database that is away.
    private void pauseFor(long millis, boolean gathering) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (closing || (gathering && hurry)) return;
            LockSupport.parkNanos(this, left);
        }
    }

    private boolean writeAll() {
        long upTo = given.get(); // all that was counted is in the map, or was replaced there
        hurry = false;
        List<Change> batch = new ArrayList<>(BATCH);
        for (Change change : pending.values()) {
            batch.add(change);
            if (batch.size() == BATCH) {
                if (!write(batch)) return false;
                batch.clear();
            }
        }
        if (!batch.isEmpty() && !write(batch)) return false;
        settle(upTo);
        return true;
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
        try {
            table.write(connected(), batch);
        } catch (SQLException | StoreException e) {
            if (!(e instanceof SQLException sql && isBadData(sql))) return failed(e);
            if (!writeEach(batch)) return false;
        }
        for (Change change : batch) pending.remove(change.key(), change);
        written.addAndGet(batch.size());
        if (failingSince != 0) {
            log.info("store.recovered database={} waiting={}", database, pending.size());
            failingSince = 0;
            why = "";
        }
        return true;
    }

    /// One of them cannot be written, ever: it must not hold up the others.
    private boolean writeEach(List<Change> batch) {
        for (Change change : batch) {
            try {
                table.write(connected(), List.of(change));
            } catch (SQLException | StoreException e) {
                if (!(e instanceof SQLException sql && isBadData(sql))) return failed(e);
                dropped.incrementAndGet();
                log.error("store.refused database={} why=\"{}\"", database, LogText.of(e));
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
            log.warn("store.failing database={} waiting={} why=\"{}\"", database, pending.size(), why);
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
