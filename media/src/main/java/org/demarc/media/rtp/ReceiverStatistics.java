package org.demarc.media.rtp;

/// What a receiver knows of one source: sequence numbers (RFC 3550 §A.1), losses (§A.3) and jitter (§A.8).
public final class ReceiverStatistics {
    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_MISORDER = 100;
    private static final int MIN_SEQUENTIAL = 2;
    private static final int MODULUS = 1 << 16;
    private static final int NONE = MODULUS + 1;

    private boolean started;
    private int probation = MIN_SEQUENTIAL;
    private int maxSequence;
    private long cycles;
    private int baseSequence;
    private int badSequence = NONE;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private boolean timed;
    private long transit;
    private long jitterSixteenths;
    private long outOfOrder;

    /// Nothing came in yet.
    public ReceiverStatistics() {}

    /// Takes the header of a packet that came in.
    ///
    /// @param sequenceNumber 0..65535
    /// @param timestamp of the packet, 32 bits
    /// @param arrival when it came, in the same units as the timestamp
    /// @return false while the source is on probation, and for a packet that follows on nothing: not counted
    public boolean received(int sequenceNumber, long timestamp, long arrival) {
        if (!started) {
            started = true;
            begin(sequenceNumber);
            maxSequence = (sequenceNumber - 1) & 0xFFFF;
        }
        if (!takeSequence(sequenceNumber)) return false;
        takeTime(timestamp, arrival);
        return true;
    }

    private void begin(int sequenceNumber) {
        baseSequence = sequenceNumber;
        maxSequence = sequenceNumber;
        badSequence = NONE;
        cycles = 0;
        received = 0;
        receivedBefore = 0;
        expectedBefore = 0;
        outOfOrder = 0;
        timed = false;
    }

    private boolean takeSequence(int sequenceNumber) {
        int ahead = (sequenceNumber - maxSequence) & 0xFFFF;
        if (probation > 0) {
            if (ahead != 1) {
                probation = MIN_SEQUENTIAL - 1;
                maxSequence = sequenceNumber;
                return false;
            }
            maxSequence = sequenceNumber;
            if (--probation > 0) return false;
            begin(sequenceNumber);
        } else if (ahead == 0) {
            outOfOrder++;
        } else if (ahead < MAX_DROPOUT) {
            if (sequenceNumber < maxSequence) cycles += MODULUS;
            maxSequence = sequenceNumber;
        } else if (ahead <= MODULUS - MAX_MISORDER) {
            if (sequenceNumber != badSequence) {
                badSequence = (sequenceNumber + 1) & 0xFFFF;
                return false;
            }
            begin(sequenceNumber); // two in a row after a jump: the other side restarted
        } else {
            outOfOrder++;
        }
        received++;
        return true;
    }

    private void takeTime(long timestamp, long arrival) {
        long now = arrival - timestamp;
        if (timed) {
            long difference = Math.abs((long) (int) (now - transit)); // both wrap at 32 bits
            jitterSixteenths += difference - ((jitterSixteenths + 8) >> 4);
        }
        transit = now;
        timed = true;
    }

    /// Packets counted, duplicates and late ones included.
    public long received() {
        return received;
    }

    /// Packets that came twice or after a later one.
    public long outOfOrder() {
        return outOfOrder;
    }

    public long extendedHighestSequenceNumber() {
        return cycles + maxSequence;
    }

    /// Packets that should have come: from the first to the highest sequence number.
    public long expected() {
        return received == 0 ? 0 : cycles + maxSequence - baseSequence + 1;
    }

    /// Packets missing; negative when more came twice than were lost.
    public long lost() {
        return expected() - received;
    }

    /// Share of packets missing, 0..1.
    public double lossShare() {
        long expected = expected();
        return expected == 0 ? 0 : Math.max(0, lost()) / (double) expected;
    }

    /// Interarrival jitter in timestamp units.
    public long jitter() {
        return jitterSixteenths >> 4;
    }

    /// Closes a report interval: the share lost since the last call, in 1/256, as a report block carries it.
    public int closeInterval() {
        long expected = expected() - expectedBefore;
        long lost = expected - (received - receivedBefore);
        expectedBefore = expected();
        receivedBefore = received;
        return expected == 0 || lost <= 0 ? 0 : (int) Math.min(255, (lost << 8) / expected);
    }
}
