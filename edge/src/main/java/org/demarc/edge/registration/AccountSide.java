package org.demarc.edge.registration;

import org.demarc.edge.config.EdgeConfig;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.ua.Affiliation;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// What one lane needs for the calls of one registered trunk.
public final class AccountSide {
    final EdgeConfig of;
    final RegisteredTrunk trunk;
    final TrunkIdentity identity;
    final Authorizer authorizer;
    private final RegistrationConfig config;

    AccountSide(EdgeConfig of, Trunk configured, RegisteredTrunk trunk, Digester digester, Tokens tokens) {
        this.of = of;
        this.trunk = trunk;
        this.config = RegistrationConfig.of(of, configured);
        this.identity = new TrunkIdentity(config);
        this.authorizer = Authorizer.ofCalls(config, trunk, digester, tokens);
    }

    /// How our calls look to the provider.
    public TrunkIdentity identity() {
        return identity;
    }

    /// The user part of the account, which calls to a plain registration have in their Request-URI.
    public String user() {
        return config.account().user();
    }

    /// For a call of ours.
    public Affiliation outgoing(TrunkIdentity.Outgoing call, Way way) {
        return new AccountLeg(this, call.own(), way.gin(), way.outbound());
    }

    /// For a call of the provider.
    ///
    /// @param called its number
    /// @param flow that it came in on
    public Affiliation incoming(String called, Flow flow) {
        @Nullable Way way = trunk.way(flow);
        return new AccountLeg(this, called, way == null || way.gin(), way != null && way.outbound());
    }
}
