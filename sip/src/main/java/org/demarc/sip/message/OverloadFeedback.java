package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// What a server says of its load in the topmost Via of a response: RFC 7339 §4, RFC 7415 §3.2 (catalogue OVL-003,
/// OVL-009).
///
/// @param value `oc`: with `loss` the percentage of requests to hold back, with `rate` the requests in a second
/// @param algorithm `oc-algo`: what the value means
/// @param validityMillis `oc-validity`: how long it holds; 0: nothing is asked for
/// @param sequence `oc-seq` in hundred-thousandths; [#UNNUMBERED] when the response has none
public record OverloadFeedback(int value, Algorithm algorithm, long validityMillis, long sequence) {
    /// The classes of algorithms that have a name here.
    public enum Algorithm {
        LOSS,
        RATE
    }

    /// The sequence of a response that has no `oc-seq`, as the first one of RFC 7339 §6.
    public static final long UNNUMBERED = -1;
    /// RFC 7339 §4.3.
    public static final long DEFAULT_VALIDITY = 500;
    /// What a client puts behind its Via to say that it can be throttled: RFC 7339 §4.1, §4.2. A value, a validity and
    /// a
    /// sequence it must not send.
    public static final String ANNOUNCEMENT = ";oc;oc-algo=\"loss\"";
    /// The same for one that can be throttled by rate too (RFC 7415 §3.3), which it likes less.
    public static final String ANNOUNCEMENT_WITH_RATE = ";oc;oc-algo=\"loss,rate\"";

    private static final int MOST_RATE = 1_000_000;
    private static final int FRACTION_DIGITS = 5;
    private static final long FRACTION = 100_000;
    private static final int WHOLE_DIGITS = 12;

    public OverloadFeedback {
        if (value < 0 || value > most(algorithm)) throw new IllegalArgumentException("oc: " + value);
        if (validityMillis < 0) throw new IllegalArgumentException("oc-validity: " + validityMillis);
    }

    private static int most(Algorithm algorithm) {
        return algorithm == Algorithm.LOSS ? 100 : MOST_RATE;
    }

    /// What a client reads in the topmost Via of a response. Absent when the server left its own `oc` as it was, or
    /// named
    /// an algorithm that has no name here: then nothing is known of its load.
    public static Field<OverloadFeedback> of(Via via) {
        Params params = via.params();
        String oc = params.get("oc");
        boolean timed = params.has("oc-validity");
        long validity = timed ? params.number("oc-validity") : DEFAULT_VALIDITY;
        if (validity < 0) return new Field.Malformed<>("oc-validity: milliseconds expected");
        // §4.3: a validity that is not 0 means nothing without a value.
        if (oc == null && !(timed && validity == 0)) return new Field.Absent<>();
        Algorithm algorithm = chosen(params);
        if (algorithm == null) return new Field.Absent<>();
        long sequence = params.has("oc-seq") ? sequence(params.get("oc-seq")) : UNNUMBERED;
        if (params.has("oc-seq") && sequence < 0) return new Field.Malformed<>("oc-seq: 1*12DIGIT.1*5DIGIT expected");
        // §5.7: once nothing is asked for, the value is without meaning.
        if (validity == 0) return new Field.Present<>(new OverloadFeedback(0, algorithm, 0, sequence));
        long value = params.number("oc");
        if (value < 0 || value > most(algorithm)) return new Field.Malformed<>("oc: out of range");
        return new Field.Present<>(new OverloadFeedback((int) value, algorithm, validity, sequence));
    }

    private static @Nullable Algorithm chosen(Params params) {
        String algo = params.unquoted("oc-algo");
        if (algo == null || algo.equalsIgnoreCase("loss")) return Algorithm.LOSS; // §4.2: the default
        return algo.equalsIgnoreCase("rate") ? Algorithm.RATE : null;
    }

    /// True when the client that wrote this Via can be throttled by `loss`: RFC 7339 §5.1.
    public static boolean announced(Via via) {
        Params params = via.params();
        if (!params.has("oc")) return false;
        String algorithms = params.unquoted("oc-algo");
        if (algorithms == null) return true;
        int from = 0;
        while (from <= algorithms.length()) {
            int comma = algorithms.indexOf(',', from);
            int to = comma < 0 ? algorithms.length() : comma;
            if (algorithms.substring(from, to).strip().equalsIgnoreCase("loss")) return true;
            from = to + 1;
        }
        return false;
    }

    /// The Via of a client with this in it, in place of what the client wrote there.
    public Via in(Via via) {
        Params params = via.params()
                .with("oc", Integer.toString(value))
                .with("oc-algo", algorithm == Algorithm.LOSS ? "\"loss\"" : "\"rate\"")
                .with("oc-validity", Long.toString(validityMillis));
        if (sequence != UNNUMBERED) params = params.with("oc-seq", sequenceText());
        return new Via(via.transport(), via.host(), via.port(), params);
    }

    /// The Via without any of the four: RFC 7339 §5.4, §5.6 (catalogue OVL-004).
    public static Via cleared(Via via) {
        Params params = via.params()
                .without("oc")
                .without("oc-algo")
                .without("oc-validity")
                .without("oc-seq");
        return params.size() == via.params().size() ? via : new Via(via.transport(), via.host(), via.port(), params);
    }

    /// All digits of the fraction, so that it is read right as a number and as a pair of numbers.
    private String sequenceText() {
        String fraction = Long.toString(sequence % FRACTION + FRACTION);
        return sequence / FRACTION + "." + fraction.substring(1);
    }

    /// `1*12DIGIT "." 1*5DIGIT` in hundred-thousandths; -1 when it is something else.
    static long sequence(@Nullable String text) {
        if (text == null) return -1;
        int dot = text.indexOf('.');
        int digits = text.length() - dot - 1;
        if (dot < 1 || dot > WHOLE_DIGITS || digits < 1 || digits > FRACTION_DIGITS) return -1;
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i == dot) continue;
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            number = number * 10 + digit;
        }
        for (int i = digits; i < FRACTION_DIGITS; i++) number *= 10;
        return number;
    }

    /// A time of the wall clock as a sequence: RFC 7339 §4.4 allows a timestamp.
    public static long sequenceAt(long wallMillis) {
        return Math.max(0, wallMillis) * (FRACTION / 1000);
    }
}
