package org.demarc.net.dns;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.demarc.net.Lane;
import org.demarc.sip.location.Answer;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.Resolver;

/// Asks DNS for lanes: each question on a virtual thread of its own, its answer an input of the lane that
/// asked.
public final class DnsResolver implements AutoCloseable {
    private static final long AGAIN = 100_000_000L; // nanoseconds
    private static final int OFFERS = 50;

    private final DnsConfig config;
    private final DnsExchange exchange;
    private final Semaphore outstanding;
    private final AtomicInteger open = new AtomicInteger();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("demarc-dns-", 0).factory());

    public DnsResolver(DnsConfig config) {
        this.config = config;
        exchange = new DnsExchange(config);
        outstanding = new Semaphore(config.outstanding(), true);
    }

    /// What the machines of one lane ask.
    public Resolver forLane(Lane lane) {
        return (question, asker) -> ask(lane, question, asker);
    }

    /// Questions that have no answer yet.
    public int open() {
        return open.get();
    }

    /// Ends what is on its way; nobody is told.
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void ask(Lane lane, Question question, Resolver.Asker asker) {
        if (open.incrementAndGet() > config.outstanding() + config.waiting()) {
            open.decrementAndGet();
            lane.execute(() -> asker.answered(question, new Answer.Failed("too many questions are waiting")));
            return;
        }
        try {
            threads.execute(() -> {
                Answer answer;
                try {
                    answer = answer(question);
                } finally {
                    open.decrementAndGet();
                }
                deliver(lane, question, answer, asker);
            });
        } catch (RejectedExecutionException closed) {
            open.decrementAndGet();
        }
    }

    private Answer answer(Question question) {
        try {
            outstanding.acquire();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new Answer.Failed("closed");
        }
        try {
            if (!config.servers().isEmpty()) return exchange.ask(question, config.servers());
            Answer own = HostsFile.answer(question, HostsFile.SYSTEM);
            return own != null ? own : exchange.ask(question, ResolvConf.read(ResolvConf.SYSTEM));
        } catch (RuntimeException e) { // a mistake of ours or of the library costs this answer, not the search
            return new Answer.Failed("could not be asked: " + e);
        } finally {
            outstanding.release();
        }
    }

    /// A lane that has no room now may have some soon.
    private static void deliver(Lane lane, Question question, Answer answer, Resolver.Asker asker) {
        for (int i = 0; i < OFFERS; i++) {
            if (Thread.currentThread().isInterrupted() || lane.execute(() -> asker.answered(question, answer))) return;
            LockSupport.parkNanos(AGAIN);
        }
    }
}
