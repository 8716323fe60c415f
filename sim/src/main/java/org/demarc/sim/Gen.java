package org.demarc.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// All randomness of one run. The same seed gives the same values on every machine and JDK.
///
/// The numbers are those of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, 2014).
public final class Gen {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    public Gen(long seed) {
        this.seed = seed;
        this.state = seed;
    }

    /// What this generator began with.
    public long seed() {
        return seed;
    }

    /// 64 random bits.
    public long bits() {
        state += GOLDEN;
        return mix(state);
    }

    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /// A generator of its own: what it gives does not depend on how often this one is asked afterwards.
    public Gen split() {
        return new Gen(bits());
    }

    /// A number from 0 to `bound - 1`.
    public int below(int bound) {
        if (bound <= 0) throw new IllegalArgumentException("bound must be positive: " + bound);
        return (int) Math.unsignedMultiplyHigh(bits(), bound);
    }

    /// A number from `low` to `high`, both included.
    public int between(int low, int high) {
        return (int) between((long) low, high);
    }

    /// A number from `low` to `high`, both included.
    public long between(long low, long high) {
        if (low > high) throw new IllegalArgumentException(low + " is above " + high);
        long width = high - low + 1;
        return width == 0 ? bits() : low + Math.unsignedMultiplyHigh(bits(), width);
    }

    /// A duration from `low` to `high` in whole milliseconds, both included.
    public Duration between(Duration low, Duration high) {
        return Duration.ofMillis(between(low.toMillis(), high.toMillis()));
    }

    /// A number from 0 (included) to 1 (not).
    public double unit() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /// True with this probability: never for 0, always for 1.
    public boolean chance(double probability) {
        return unit() < probability;
    }

    public boolean flip() {
        return bits() < 0;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> T pick(T... choices) {
        return choices[below(choices.length)];
    }

    public <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /// A choice and how often it comes, compared with the others.
    public record Weighted<T>(int weight, T choice) {
        public Weighted {
            if (weight < 0) throw new IllegalArgumentException("weight: " + weight);
        }
    }

    public static <T> Weighted<T> weight(int weight, T choice) {
        return new Weighted<>(weight, choice);
    }

    /// One of the choices, each as often as its weight says.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> T weighted(Weighted<T>... choices) {
        return weighted(List.of(choices));
    }

    /// One of the choices, each as often as its weight says.
    public <T> T weighted(List<Weighted<T>> choices) {
        int total = 0;
        for (var choice : choices) total = Math.addExact(total, choice.weight());
        int at = below(total);
        for (var choice : choices) {
            at -= choice.weight();
            if (at < 0) return choice.choice();
        }
        throw new IllegalStateException("weights changed while they were read");
    }

    /// A string of `low` to `high` characters of `alphabet`.
    public String string(String alphabet, int low, int high) {
        int length = between(low, high);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) text.append(alphabet.charAt(below(alphabet.length())));
        return text.toString();
    }

    /// `low` to `high` decimal digits.
    public String digits(int low, int high) {
        return string("0123456789", low, high);
    }

    /// `low` to `high` octets of any value.
    public byte[] bytes(int low, int high) {
        var octets = new byte[between(low, high)];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) bits();
        return octets;
    }

    /// `low` to `high` elements, each made by `element`.
    public <T> List<T> list(int low, int high, Function<Gen, T> element) {
        int length = between(low, high);
        var list = new ArrayList<T>(length);
        for (int i = 0; i < length; i++) list.add(element.apply(this));
        return list;
    }

    /// The elements in another order.
    public <T> List<T> shuffled(List<T> list) {
        var shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = below(i + 1);
            T moved = shuffled.get(i);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, moved);
        }
        return shuffled;
    }

    @Override
    public String toString() {
        return "Gen(0x" + Long.toHexString(seed) + ")";
    }
}
