package org.demarc.app.node;

import sun.misc.Signal;

/// The JDK's only way to hear a signal, in one place.
final class Signals {
    private Signals() {}

    /// Runs `action` on a thread of its own whenever the signal comes. A signal that this system does not have,
    /// or that the virtual machine was told to keep, stays unheard.
    static void on(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), _ -> action.run());
        } catch (IllegalArgumentException unknownHere) {
            return;
        }
    }

    /// Sends this process a signal that `on` has been told of.
    static void raise(String name) {
        Signal.raise(new Signal(name));
    }
}
