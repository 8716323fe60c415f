package org.demarc.edge.world;

import org.demarc.sim.Gen;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Tokens;

/// Tokens out of a seed. Those of an edge carry their lane; those of an agent carry a word that nobody else
/// has, so that it is seen wherever it should not be.
public final class SeededTokens implements Tokens {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";

    private final Gen gen;
    private final String branchPrefix;
    private final String tokenPrefix;

    private SeededTokens(Gen gen, String branchPrefix, String tokenPrefix) {
        this.gen = gen;
        this.branchPrefix = branchPrefix;
        this.tokenPrefix = tokenPrefix;
    }

    /// Those of a lane of an edge.
    public static SeededTokens ofLane(Gen gen, int lane) {
        String digits = LaneRouting.digits(lane);
        return new SeededTokens(gen, LaneRouting.BRANCH_PREFIX + digits, LaneRouting.TOKEN_PREFIX + digits);
    }

    /// Those of somebody else.
    public static SeededTokens marked(Gen gen, String word) {
        return new SeededTokens(gen, "z9hG4bK" + word, word);
    }

    @Override
    public String branch() {
        return branchPrefix + gen.string(ALPHABET, 13, 13);
    }

    @Override
    public String tag() {
        return tokenPrefix + gen.string(ALPHABET, 13, 13);
    }

    @Override
    public String callId() {
        return tokenPrefix + gen.string(ALPHABET, 20, 20);
    }

    @Override
    public long number() {
        return gen.bits() >>> 2;
    }
}
