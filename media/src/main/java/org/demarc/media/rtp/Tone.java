package org.demarc.media.rtp;

/// A sine without end, made without a sine per sample: each sample is `2 cos(w)` times the last less
/// the one before.
public final class Tone {
    private static final int RENEW = 8_000; // rounding errors grow slowly: begin anew each second

    private final double step;
    private final double amplitude;
    private final double factor;
    private long index;
    private double last;
    private double beforeLast;

    /// @param hertz below half of the sample rate
    /// @param amplitude peak, up to 32767
    /// @param sampleRate samples per second
    public Tone(double hertz, int amplitude, int sampleRate) {
        if (!(hertz > 0 && hertz < sampleRate / 2.0) || amplitude < 0 || amplitude > 32_767) {
            throw new IllegalArgumentException(hertz + " Hz, amplitude " + amplitude + ", rate " + sampleRate);
        }
        this.step = 2 * Math.PI * hertz / sampleRate;
        this.amplitude = amplitude;
        this.factor = 2 * Math.cos(step);
        renew();
    }

    private void renew() {
        last = amplitude * Math.sin(step * (index - 1));
        beforeLast = amplitude * Math.sin(step * (index - 2));
    }

    /// The next `count` samples.
    public void next(short[] to, int at, int count) {
        for (int i = at; i < at + count; i++) {
            if (index % RENEW == 0) renew();
            double sample = factor * last - beforeLast;
            beforeLast = last;
            last = sample;
            index++;
            to[i] = (short) Math.clamp(Math.round(sample), -32_767, 32_767);
        }
    }
}
