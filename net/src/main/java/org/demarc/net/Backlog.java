package org.demarc.net;

import java.util.Arrays;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Messages read and not yet processed: a ring that grows while it must, filled and emptied by the lane's
/// thread alone.
final class Backlog {
    private @Nullable Object[] messages = new Object[64];
    private @Nullable Flow[] flows = new Flow[64];
    private int first;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void add(Object message, Flow flow) {
        if (count == messages.length) grow();
        int at = (first + count) & (messages.length - 1);
        messages[at] = message;
        flows[at] = flow;
        count++;
    }

    /// The oldest message, `flow` must be asked for before.
    Object remove() {
        Object message = messages[first];
        if (message == null) throw new IllegalStateException("empty");
        messages[first] = null;
        flows[first] = null;
        first = (first + 1) & (messages.length - 1);
        count--;
        return message;
    }

    /// The flow of the oldest message.
    Flow flow() {
        Flow flow = flows[first];
        if (flow == null) throw new IllegalStateException("empty");
        return flow;
    }

    private void grow() {
        int length = messages.length;
        Object[] moreMessages = Arrays.copyOf(messages, length * 2);
        Flow[] moreFlows = Arrays.copyOf(flows, length * 2);
        // What stood before `first` continues behind the old end.
        System.arraycopy(messages, 0, moreMessages, length, first);
        System.arraycopy(flows, 0, moreFlows, length, first);
        Arrays.fill(moreMessages, 0, first, null);
        Arrays.fill(moreFlows, 0, first, null);
        messages = moreMessages;
        flows = moreFlows;
    }
}
