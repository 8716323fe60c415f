package org.demarc.edge.registration;

import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.ua.Affiliation;
import org.demarc.sip.ua.Extra;
import org.jspecify.annotations.Nullable;

/// One leg of a call on a registered trunk.
final class AccountLeg implements Affiliation {
    private final AccountSide side;
    private final String own;
    private final boolean gin;
    private final boolean outbound;

    /// @param own the number of the account that the leg belongs to; empty: none
    /// @param gin the registration is in bulk
    /// @param outbound calls come over its flow
    AccountLeg(AccountSide side, String own, boolean gin, boolean outbound) {
        this.side = side;
        this.own = own;
        this.gin = gin;
        this.outbound = outbound;
    }

    @Override
    public String contact(Flow flow) {
        return side.identity.contact(own, gin, outbound, flow);
    }

    @Override
    public Extra ahead(Method method, String requestUri) {
        return side.authorizer.ahead(method, requestUri);
    }

    @Override
    public @Nullable Flow flow(Flow gone) {
        for (Way way : side.trunk.ways()) {
            if (!way.flow().equals(gone)) return way.flow();
        }
        return null;
    }

    @Override
    public Challenges challenges(boolean ours) {
        return new OfRequest(side.authorizer.exchangeInside(ours));
    }

    private record OfRequest(Authorizer.Exchange exchange) implements Challenges {
        @Override
        public @Nullable Request answered(Request sent, Response challenge, String via, long cseq) {
            return exchange.challenged(sent, challenge, via, cseq) instanceof Authorizer.Verdict.Again(Request request)
                    ? request
                    : null;
        }

        @Override
        public void accepted() {
            exchange.accepted();
        }
    }
}
