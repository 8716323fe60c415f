package org.demarc.relay;

import java.util.random.RandomGenerator;

/// The numbers 0 to `size` - 1 in an order that nobody can foretell, without a list of them: a Feistel network of four
/// rounds over the next power of four, walked on while it leads outside. Immutable, so any thread may ask.
final class Order {
    private static final int ROUNDS = 4;

    private final int size;
    private final int half; // bits of each half
    private final int mask;
    private final int[] keys = new int[ROUNDS];

    /// @param size 1..2^30
    Order(int size, RandomGenerator random) {
        if (size < 1 || size > 1 << 30) throw new IllegalArgumentException("1..2^30 expected: " + size);
        this.size = size;
        half = Math.max(1, (33 - Integer.numberOfLeadingZeros(size - 1)) / 2);
        mask = (1 << half) - 1;
        for (int i = 0; i < ROUNDS; i++) keys[i] = random.nextInt();
    }

    /// The number at a place; another for each place.
    int at(int place) {
        int number = place;
        do number = step(number);
        while (number >= size);
        return number;
    }

    private int step(int number) {
        int left = number >>> half;
        int right = number & mask;
        for (int key : keys) {
            int mixed = (right ^ key) * 0x9E37_79B9;
            mixed ^= mixed >>> 15;
            mixed *= 0x85EB_CA6B;
            int next = left ^ (mixed >>> 17 & mask);
            left = right;
            right = next;
        }
        return left << half | right;
    }
}
