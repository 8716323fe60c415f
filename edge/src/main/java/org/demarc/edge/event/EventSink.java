package org.demarc.edge.event;

/// Takes events from lanes. Called on the lane: it must not wait.
@FunctionalInterface
public interface EventSink {
    void report(CallEvent event);
}
