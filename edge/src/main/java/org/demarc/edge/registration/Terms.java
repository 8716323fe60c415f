package org.demarc.edge.registration;

import org.demarc.edge.registration.Locator.Target;
import org.demarc.edge.registration.RegistrationConfig.Gin;
import org.demarc.edge.registration.RegistrationConfig.OutboundUse;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// How one registration is asked for: as configured, until the provider wants it otherwise. Call-ID and From tag stay
/// the same, and CSeq rises by one with each REGISTER (catalogue REG-019, REG-035).
final class Terms {
    private final RegistrationClient owner;
    private final RegistrationConfig config;
    private final Authorizer authorizer;
    private final int regId;
    private final String callId;
    private final String fromTag;
    private long cseq;
    private long expires;
    private boolean plain;
    private boolean withoutOutbound;

    Terms(RegistrationClient owner, Authorizer authorizer, int regId) {
        this.owner = owner;
        this.config = owner.config;
        this.authorizer = authorizer;
        this.regId = regId;
        this.callId = owner.agent.tokens().callId();
        this.fromTag = owner.agent.tokens().tag();
        this.expires = config.policy().expires();
    }

    /// The lifetime that is asked for, seconds.
    long expires() {
        return expires;
    }

    /// From now on.
    void expires(long seconds) {
        expires = seconds;
    }

    /// From now on the account alone is registered.
    void plain() {
        plain = true;
    }

    /// From now on no flow is asked for.
    void withoutOutbound() {
        withoutOutbound = true;
    }

    boolean gin() {
        return config.policy().gin() != Gin.OFF && !plain;
    }

    /// The `reg-id` at a server; 0: none.
    int regId(Target to) {
        OutboundUse use = config.policy().outbound();
        boolean asked = !withoutOutbound
                && use != OutboundUse.OFF
                && (use == OutboundUse.ALWAYS
                        || owner.severalFlows()
                        || to.transport().reliable());
        return asked ? regId : 0;
    }

    RegisterForm form(Target to, @Nullable SipUri redirected) {
        int id = regId(to);
        return new RegisterForm(config, callId, fromTag, id, gin(), id > 0, redirected);
    }

    /// The next REGISTER, with the credentials that are known.
    ///
    /// @param registrar where it goes
    /// @param removal of the binding
    Request next(RegisterForm form, Flow on, SipUri registrar, boolean removal) {
        return form.request(
                on,
                registrar,
                ++cseq,
                removal ? 0 : expires,
                via(on),
                authorizer.ahead(Method.REGISTER, form.requestUri()));
    }

    /// The Via of each REGISTER: keep-alives are offered with each anew (RFC 6223 sections 4.2.2 and 4.3).
    String via(Flow on) {
        return owner.agent.outbound().via(on) + ";keep";
    }

    /// One that was made of the last one.
    void repeated() {
        cseq++;
    }
}
