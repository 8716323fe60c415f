package org.demarc.edge.registrar;

/// What happened to a binding: the events of RFC 3680 section 4.7.1 that happen here.
///
/// @param binding as it is now, or as it was when it ended
public record BindingChange(Event event, Binding binding) {
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
