package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.registrar.Authenticator.Finding;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.sip.codec.Refusal;
import org.demarc.sip.codec.RequestCheck;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.ProxyRequire;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Require;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.TelUri;
import org.demarc.sip.message.To;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// The registrar of one lane: RFC 3261 section 10.3 with RFC 6140 section 5.2, RFC 5626 section 6, RFC 5627 section 5,
/// RFC 3327 section 5.3 and RFC 3608 section 6.3. It sees each REGISTER once: repetitions belong to its transaction.
public final class Registrar {
    private static final List<String> EXTENSIONS = List.of("gin", "path", "outbound", "gruu");

    private final Registrations registrations;
    private final Authenticator authenticator;
    private final Tokens tokens;
    private final RegisterAnswer answers;
    private final Function<Flow, @Nullable String> taken;

    /// One that shares no network with others.
    public Registrar(
            Registrations registrations,
            Authenticator authenticator,
            Tokens tokens,
            @Nullable TemporaryGruus temporaryGruus) {
        this(registrations, authenticator, tokens, temporaryGruus, _ -> null);
    }

    /// @param authenticator of this lane
    /// @param temporaryGruus of this lane; null: none are given
    /// @param taken the configuration key by which the far end of a flow is somebody else's; null: nobody's
    public Registrar(
            Registrations registrations,
            Authenticator authenticator,
            Tokens tokens,
            @Nullable TemporaryGruus temporaryGruus,
            Function<Flow, @Nullable String> taken) {
        this.taken = taken;
        this.registrations = registrations;
        this.authenticator = authenticator;
        this.tokens = tokens;
        this.answers = new RegisterAnswer(temporaryGruus);
    }

    /// Does what a REGISTER asks for. An account that may not register here gets the answer, and causes the
    /// work, of wrong credentials (catalogue AUT-004).
    ///
    /// @param flow what it came in on
    /// @param here whether an account may register where this came in
    /// @param mayGet whether an answer may go to somebody who has proved nothing yet
    /// @param nowMillis milliseconds since 1970
    public Outcome register(
            Request request, Flow flow, Predicate<Registration> here, Predicate<Response> mayGet, long nowMillis) {
        Refused early = acceptable(request);
        if (early != null) return stranger(request, mayGet, early);
        String realm = ((SipUri) request.requestUri()).host().toLowerCase(Locale.ROOT);
        Finding finding = authenticator.examine(request, flow, realm, nowMillis);
        Registration who = finding.who();
        if (who != null && here.test(who)) return known(request, flow, who, nowMillis);
        if (who != null) finding = new Finding(Proof.WRONG, null, finding.username(), null);
        return unproven(request, flow, realm, finding, mayGet, nowMillis);
    }

    private Outcome unproven(
            Request request, Flow flow, String realm, Finding finding, Predicate<Response> mayGet, long now) {
        if (finding.malformed() != null) return stranger(request, mayGet, Refused.badRequest("RFC 7616 3.4.6"));
        boolean stale = finding.proof() == Proof.STALE;
        Response response = authenticator.challenge(request, flow, realm, stale, tokens.tag(), now);
        return new Outcome(
                mayGet.test(response) ? response : null, finding.proof(), "", finding.username(), List.of(), "AUT-001");
    }

    /// What is refused whoever it is from; it says nothing about any account. The rest of its grammar is looked at once
    /// it is known whom it is from: a stranger is asked first (RFC 3261 section 8.2).
    private @Nullable Refused acceptable(Request request) {
        if (!request.method().equals(Method.REGISTER)) {
            return new Refused(405, "Method Not Allowed", HeaderName.ALLOW, "REGISTER", "RFC 3261 10.3");
        }
        // It belongs to no dialog, and there is none of REGISTER that it could belong to (RFC 3261 section 10.2).
        if (!request.toTag().isEmpty()) {
            return new Refused(481, "Call/Transaction Does Not Exist", null, "", "RFC 3261 12.2.2");
        }
        if (!(request.requestUriField() instanceof Field.Present<Uri>(Uri asked))) {
            return Refused.badRequest("RFC 3261 8.2.2.1");
        }
        if (!(asked instanceof SipUri domain)) {
            return asked instanceof TelUri
                    ? Refused.notFound("RFC 3261 10.3")
                    : new Refused(416, "Unsupported URI Scheme", null, "", "RFC 3261 8.2.2.1");
        }
        if (domain.user() != null) return Refused.badRequest("RFC 3261 10.2");
        if (!registrations.serves(domain.host())) return Refused.notFound("RFC 3261 10.3");
        String unsupported = unsupported(request);
        if (unsupported != null) return Refused.badExtension(unsupported, "RFC 3261 8.2.2.3");
        // A proxy put itself in the way of somebody who cannot see that it did: RFC 3327 section 5.3.
        if (request.has(HeaderName.PATH) && !Wish.supports(request, "path") && !Wish.requires(request, "path")) {
            return Refused.badExtension("path", "RFC 3327 5.3");
        }
        return null;
    }

    private static @Nullable String unsupported(Request request) {
        if (!request.has(HeaderName.REQUIRE) && !request.has(HeaderName.PROXY_REQUIRE)) return null;
        List<String> tags = new ArrayList<>(0);
        if (request.all(Require.TYPE) instanceof Fields.Values<Require>(List<Require> required)) {
            for (Require r : required) note(r.optionTag(), tags);
        }
        if (request.all(ProxyRequire.TYPE) instanceof Fields.Values<ProxyRequire>(List<ProxyRequire> required)) {
            for (ProxyRequire r : required) note(r.optionTag(), tags);
        }
        return tags.isEmpty() ? null : String.join(", ", tags);
    }

    private static void note(String tag, List<String> unsupported) {
        for (String known : EXTENSIONS) {
            if (known.equalsIgnoreCase(tag)) return;
        }
        if (!unsupported.contains(tag)) unsupported.add(tag);
    }

    private Outcome stranger(Request request, Predicate<Response> mayGet, Refused refused) {
        Response response = refusal(request, refused, tokens.tag());
        return new Outcome(mayGet.test(response) ? response : null, Proof.NOTHING, "", "", List.of(), refused.rule());
    }

    private static Response refusal(Request request, Refused refused, String tag) {
        var answer = Response.answering(request, refused.status(), refused.reason(), tag);
        if (refused.header() != null) answer.add(refused.header(), refused.value());
        return answer.build();
    }

    private Outcome known(Request request, Flow flow, Registration who, long now) {
        RegistrationAccount account = who.account();
        Refusal wrong = RequestCheck.check(request);
        if (wrong != null) return refuse(request, account, Refused.badRequest(wrong.why()));
        if (!(request.header(To.TYPE) instanceof Field.Present<To>(To to)) || !(to.uri() instanceof SipUri aor)) {
            return refuse(request, account, Refused.notFound("REG-040"));
        }
        if (!aor.host().equalsIgnoreCase(account.domain())) {
            return refuse(request, account, Refused.notFound("REG-040"));
        }
        String user = aor.decodedUser();
        boolean number = !user.equals(account.user()) && NumberRange.isE164(user) && account.owns(user);
        // Another's account and one that is not there look the same.
        if (!number && !user.equals(account.user())) return refuse(request, account, Refused.forbidden("REG-029"));
        Wish wish;
        switch (Wish.read(request, account)) {
            case Refused refused -> {
                return refuse(request, account, refused);
            }
            case Wish read -> wish = read;
        }
        if (number) return single(request, who, user, wish, now);
        Refused refused = permitted(wish, account);
        if (refused == null) refused = ContactRules.broken(request, wish, flow);
        String others = wish.binds() ? taken.apply(flow) : null;
        if (refused == null && others != null) refused = Refused.forbidden(others);
        if (refused != null) return refuse(request, account, refused);
        return update(request, flow, who, wish, now);
    }

    /// One number of the bulk alone (RFC 6140 section 5.2): it cannot be taken out, and it is not bound by itself.
    private Outcome single(Request request, Registration who, String number, Wish wish, long now) {
        RegistrationAccount account = who.account();
        if (wish.binds()) return refuse(request, account, Refused.forbidden("REG-054"));
        Response response =
                answers.ofNumber(request, tokens.tag(), number, who.bindings().live(now), now);
        return new Outcome(response, Proof.PROVEN, account.name(), account.user(), List.of(), "");
    }

    /// Whether the account registers in this form.
    private static @Nullable Refused permitted(Wish wish, RegistrationAccount account) {
        boolean bulk = false;
        boolean plain = false;
        for (Wish.One one : wish.contacts()) {
            bulk |= one.bulk();
            plain |= !one.bulk() && !one.removes();
        }
        if (account.gin() == Gin.OFF && (bulk || wish.asksGin())) return Refused.badExtension("gin", "REG-033");
        if (wish.asksGin() && !wish.contacts().isEmpty() && !bulk) return Refused.badRequest("REG-003");
        if (account.gin() == Gin.REQUIRED && plain) {
            return wish.asksGin()
                    ? Refused.forbidden("REG-033")
                    : new Refused(421, "Extension Required", HeaderName.REQUIRE, "gin", "REG-033");
        }
        return null;
    }

    private Outcome update(Request request, Flow flow, Registration who, Wish wish, long now) {
        RegistrationAccount account = who.account();
        var at = new Update.Circumstances(
                request.callId(),
                request.cseq(),
                Origin.of(flow),
                wish.direct() ? flow : null,
                now,
                answers.givesCookies() ? TemporaryGruus.id(tokens.number()) : 0,
                who.mark());
        while (true) {
            Bindings before = who.bindings();
            switch (Update.of(wish, account, before, at)) {
                case Refused refused -> {
                    return refuse(request, account, refused);
                }
                case Update update -> {
                    Bindings after = update.changes().isEmpty() ? before : before.next(update.bindings());
                    if (after != before && !registrations.commit(who, before, after, update.changes())) continue;
                    long keeps = 1_000L * RegisterAnswer.keepsAlive(request, account, wish);
                    for (BindingChange change : update.changes()) {
                        boolean again = change.event() == BindingChange.Event.REFRESHED;
                        PeerState health = change.binding().health();
                        if (again) health.registered(now);
                        if (again || change.event() == BindingChange.Event.REGISTERED) health.promises(keeps);
                    }
                    Response response = answers.success(request, tokens.tag(), account, after.live(now), wish, now);
                    return new Outcome(response, Proof.PROVEN, account.name(), account.user(), update.changes(), "");
                }
            }
        }
    }

    private Outcome refuse(Request request, RegistrationAccount account, Refused refused) {
        return new Outcome(
                refusal(request, refused, tokens.tag()),
                Proof.PROVEN,
                account.name(),
                account.user(),
                List.of(),
                refused.rule());
    }
}
