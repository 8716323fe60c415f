package org.demarc.edge.probe;

import org.demarc.edge.b2bua.RegisteredContacts;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// How a contact that is registered with us is asked: by the way that its calls take.
final class ContactProbe implements Watch.Asked {
    private final RegisteredContacts contacts;
    private final Trunk trunk;
    private final Target target;
    private String why = "";

    ContactProbe(RegisteredContacts contacts, Trunk trunk, Target target) {
        this.contacts = contacts;
        this.trunk = trunk;
        this.target = target;
    }

    @Override
    public @Nullable Flow flow() {
        RegisteredContacts.Reach reach = contacts.reach(trunk, target);
        why = reach.why();
        return reach.flow();
    }

    @Override
    public String whyNoFlow() {
        return why;
    }

    @Override
    public Request options(UserAgent agent, Flow flow) {
        var builder = Prober.options(agent, flow, target.requestUri().toString());
        for (String hop : target.route()) builder.add(HeaderName.ROUTE, hop);
        return builder.build();
    }
}
