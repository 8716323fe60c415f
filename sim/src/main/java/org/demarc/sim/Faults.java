package org.demarc.sim;

/// What a network does to the packets of one direction of a link.
///
/// @param loss probability that a datagram is lost
/// @param duplication probability that a datagram arrives twice
/// @param reordering probability that a datagram is held back, so that later ones may overtake it; all
/// others keep their order
/// @param delayMillis the least delay
/// @param jitterMillis how much longer a delay may be (even distribution)
/// @param heldMillis how long a datagram that is to be overtaken is held back at most
/// @param breakage probability, for each packet of a stream, that the stream breaks instead
public record Faults(
        double loss,
        double duplication,
        double reordering,
        int delayMillis,
        int jitterMillis,
        int heldMillis,
        double breakage) {
    /// Everything arrives once, in order, after a millisecond.
    public static final Faults NONE = new Faults(0, 0, 0, 1, 0, 0, 0);
    /// The Internet on a good day: 20 to 25 ms, one packet in a thousand lost.
    public static final Faults WAN = new Faults(0.001, 0, 0.001, 20, 5, 20, 0);
    /// A bad access line.
    public static final Faults LOSSY = new Faults(0.10, 0.02, 0.05, 5, 45, 100, 0.001);
    /// What nobody would call a line.
    public static final Faults AWFUL = new Faults(0.30, 0.10, 0.20, 20, 380, 700, 0.01);

    public Faults {
        probability(loss);
        probability(duplication);
        probability(reordering);
        probability(breakage);
        if (delayMillis < 0 || jitterMillis < 0 || heldMillis < 0) throw new IllegalArgumentException("negative time");
    }

    private static void probability(double p) {
        if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("no probability: " + p);
    }

    public Faults withLoss(double loss) {
        return new Faults(loss, duplication, reordering, delayMillis, jitterMillis, heldMillis, breakage);
    }

    public Faults withDelay(int delayMillis, int jitterMillis) {
        return new Faults(loss, duplication, reordering, delayMillis, jitterMillis, heldMillis, breakage);
    }

    public Faults withBreakage(double breakage) {
        return new Faults(loss, duplication, reordering, delayMillis, jitterMillis, heldMillis, breakage);
    }

    int delay(Gen gen) {
        return delayMillis + (jitterMillis == 0 ? 0 : gen.between(0, jitterMillis));
    }
}
