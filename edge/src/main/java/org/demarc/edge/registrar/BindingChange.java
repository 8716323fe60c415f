package org.demarc.edge.registrar;

import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// What happened to a binding: the events of RFC 3680 section 4.7.1 that happen here.
///
/// @param binding as it is now, or as it was when it ended
/// @param before as it was when it was refreshed
public record BindingChange(
        Event event, Binding binding, @Nullable Binding before) {
    /// One that did not refresh anything.
    public BindingChange(Event event, Binding binding) {
        this(event, binding, null);
    }

    /// True when nothing but its time moved: whoever knows it as it was knows how to reach it. That they are the same
    /// contact is known.
    public boolean prolongs() {
        Binding b = before;
        return b != null
                && event == Event.REFRESHED
                && b.q() == binding.q()
                && b.regId() == binding.regId()
                && b.cookie() == binding.cookie()
                && b.mark().equals(binding.mark())
                && b.instance().equals(binding.instance())
                && b.path().equals(binding.path())
                && isSame(b.flow(), binding.flow())
                && b.origin().transport() == binding.origin().transport()
                && b.origin().address().equals(binding.origin().address())
                && (b.regId() == 0 || b.contact().equivalent(binding.contact()))
                && b.contact().params().equals(binding.contact().params())
                && b.params().equals(binding.params());
    }

    /// True when what was written down of it does as well: who refreshes it often would have it written again for
    /// nothing.
    public boolean isAsWritten() {
        return binding.keptUntil() < binding.expiresAt() && prolongs();
    }

    private static boolean isSame(@Nullable Flow a, @Nullable Flow b) {
        return a == null ? b == null : b != null && FlowIndex.isSame(a, b);
    }

    /// Why a binding is in its state.
    public enum Event {
        REGISTERED("registered", true),
        REFRESHED("refreshed", true),
        /// Its flow is gone: nothing reaches it until it registers again.
        FLOW_LOST("refreshed", true),
        EXPIRED("expired", false),
        UNREGISTERED("unregistered", false),
        /// We dropped it; its PBX may register again.
        DEACTIVATED("deactivated", false),
        /// We dropped it; registering again will not help.
        REJECTED("rejected", false);

        private final String wire;
        private final boolean active;

        Event(String wire, boolean active) {
            this.wire = wire;
            this.active = active;
        }

        /// The value of the attribute `event`.
        public String wire() {
            return wire;
        }

        /// The binding lives on.
        public boolean active() {
            return active;
        }
    }
}
