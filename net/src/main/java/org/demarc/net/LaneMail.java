package org.demarc.net;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;

/// What other threads have for a lane. Three queues: messages and commands, both bounded and refused when full,
/// and events, which are never lost and are bounded by what they report on (connections and messages sent on
/// them). The lane is woken only while it sleeps.
final class LaneMail {
    /// What another thread read: a message, or something else to do with what came.
    sealed interface Inbound {
        int weight();
    }

    record Message(SipMessage message, Flow flow, int weight) implements Inbound {}

    record Other(Runnable what, int weight) implements Inbound {}

    private final MpscAtomicArrayQueue<Inbound> inbound;
    private final MpscAtomicArrayQueue<Runnable> commands;
    private final MpscUnboundedAtomicArrayQueue<Runnable> events = new MpscUnboundedAtomicArrayQueue<>(256);
    private final AtomicInteger inboundWeight = new AtomicInteger();
    private final AtomicBoolean sleeping = new AtomicBoolean();
    private final Runnable waker;
    private boolean closed; // guarded by this

    /// @param waker ends the lane's sleep; not called after `close`
    LaneMail(int messages, int commands, Runnable waker) {
        this.inbound = new MpscAtomicArrayQueue<>(Math.max(4, messages));
        this.commands = new MpscAtomicArrayQueue<>(Math.max(4, commands));
        this.waker = waker;
    }

    /// Any thread. False when there is no room.
    boolean offer(Inbound read) {
        inboundWeight.getAndAdd(read.weight());
        if (!inbound.offer(read)) {
            inboundWeight.getAndAdd(-read.weight());
            return false;
        }
        rouse();
        return true;
    }

    /// Any thread. False when there is no room.
    boolean execute(Runnable command) {
        if (!commands.offer(command)) return false;
        rouse();
        return true;
    }

    /// Any thread. For what must arrive.
    void post(Runnable event) {
        events.offer(event);
        rouse();
    }

    /// Weight of the messages waiting.
    int weight() {
        return inboundWeight.get();
    }

    private void rouse() {
        VarHandle.fullFence(); // the offer is seen before we look whether the lane sleeps; `settle` does the reverse
        if (sleeping.getPlain() && sleeping.compareAndSet(true, false)) wake();
    }

    private synchronized void wake() {
        if (!closed) waker.run();
    }

    /// The lane is about to sleep. False, and it may not, when something has come.
    boolean settle() {
        sleeping.set(true);
        VarHandle.fullFence();
        if (isEmpty()) return true;
        sleeping.set(false);
        return false;
    }

    /// The lane woke up.
    void risen() {
        sleeping.lazySet(false);
    }

    boolean isEmpty() {
        return events.isEmpty() && inbound.isEmpty() && commands.isEmpty();
    }

    /// The lane takes events and commands.
    void run(int atMost, MessagePassingQueue.Consumer<Runnable> each) {
        events.drain(each, atMost);
        commands.drain(each, atMost);
    }

    /// The lane takes messages.
    void take(int atMost, MessagePassingQueue.Consumer<Inbound> each) {
        for (int i = 0; i < atMost; i++) {
            Inbound next = inbound.poll();
            if (next == null) return;
            inboundWeight.getAndAdd(-next.weight());
            each.accept(next);
        }
    }

    /// From now on nobody is woken.
    synchronized void close() {
        closed = true;
    }
}
