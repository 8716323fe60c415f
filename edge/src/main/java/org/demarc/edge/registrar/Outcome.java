package org.demarc.edge.registrar;

import java.util.List;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.sip.message.Response;
import org.jspecify.annotations.Nullable;

/// What became of a REGISTER. The bindings are changed already, and the listeners told.
///
/// @param response to be sent; null: nothing is, as the source proved nothing and asked too little
///     ({@link Reflection})
/// @param proof what its credentials were worth; WRONG is to be counted against the source
/// @param account the name of the account that sent it; "" when that is not proven
/// @param username as claimed in the credentials; "" when there are none
/// @param changes of bindings; empty when nothing changed
/// @param rule why it was refused: a rule of the catalogue or a section of an RFC; "" when it was not
public record Outcome(
        @Nullable Response response,
        Proof proof,
        String account,
        String username,
        List<BindingChange> changes,
        String rule) {
    public Outcome {
        changes = List.copyOf(changes);
    }
}
