package org.demarc.edge.registration;

import java.util.HashMap;
import java.util.Map;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.transport.Tokens;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// What one lane needs for the calls of all registered trunks, made when the first of them is called.
public final class AccountSides {
    private final Tokens tokens;
    private final Map<String, AccountSide> all = new HashMap<>();
    private @Nullable Digester digester;

    public AccountSides(Tokens tokens) {
        this.tokens = tokens;
    }

    /// That of one trunk.
    ///
    /// @param config in force for the call
    /// @param registered what all lanes see of the trunk
    @SuppressWarnings("ReferenceEquality") // of the very same configuration: comparing all of it would take long
    public AccountSide of(EdgeConfig config, Trunk trunk, RegisteredTrunk registered) {
        AccountSide side = all.get(trunk.name());
        if (side != null && side.of == config && side.trunk == registered) return side;
        Digester own = digester;
        if (own == null) digester = own = new Digester();
        side = new AccountSide(config, trunk, registered, own, tokens);
        all.put(trunk.name(), side);
        return side;
    }
}
