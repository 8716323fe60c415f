package org.demarc.media.rtp;

/// Says how much of what is heard is one tone: Goertzel's algorithm, one bin of a Fourier transform.
public final class ToneDetector {
    private final double coefficient;
    private final int block;
    private final double loudEnough;
    private double last;
    private double beforeLast;
    private double energy;
    private int samples;
    private long blocks;
    private long heard;

    /// @param hertz the tone
    /// @param sampleRate samples per second
    /// @param block samples per decision: 205 at 8000 Hz tell tones apart that lie 39 Hz from each other
    public ToneDetector(double hertz, int sampleRate, int block) {
        if (block < 1 || !(hertz > 0 && hertz < sampleRate / 2.0)) {
            throw new IllegalArgumentException(hertz + " Hz at " + sampleRate + ", block " + block);
        }
        this.coefficient = 2 * Math.cos(2 * Math.PI * hertz / sampleRate);
        this.block = block;
        this.loudEnough = 100.0 * 100.0 * block; // a mean amplitude of 100 is about 50 dB below the loudest
    }

    /// Takes samples; each full block is one decision.
    public void listen(short[] pcm, int at, int count) {
        for (int i = at; i < at + count; i++) {
            double sample = pcm[i];
            double now = sample + coefficient * last - beforeLast;
            beforeLast = last;
            last = now;
            energy += sample * sample;
            if (++samples == block) decide();
        }
    }

    private void decide() {
        double power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
        // a pure tone of amplitude A has energy A*A*n/2 and power A*A*n*n/4
        double share = energy == 0 ? 0 : 2 * power / (energy * block);
        blocks++;
        if (energy > loudEnough && share > 0.8) heard++;
        last = 0;
        beforeLast = 0;
        energy = 0;
        samples = 0;
    }

    /// Blocks decided so far.
    public long blocks() {
        return blocks;
    }

    /// Blocks in which the tone was the greater part of a sound that was there at all.
    public long blocksHeard() {
        return heard;
    }

    /// Share of the blocks with the tone, 0..1; 0 before the first block.
    public double share() {
        return blocks == 0 ? 0 : heard / (double) blocks;
    }
}
