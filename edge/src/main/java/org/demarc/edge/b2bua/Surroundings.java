package org.demarc.edge.b2bua;

import java.util.random.RandomGenerator;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.registration.AccountSides;
import org.demarc.media.plane.MediaPlane;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.ua.UserAgent;

/// What a call needs from its lane.
///
/// @param calls where it is listed while it lives
/// @param random for decisions by chance
/// @param accounts what calls of registered trunks need
/// @param registered where PBXs are that registered with us
public record Surroundings(
        UserAgent agent,
        Sender sender,
        MediaPlane media,
        NodeState node,
        EventSink events,
        CallRegistry calls,
        RandomGenerator random,
        AccountSides accounts,
        RegisteredContacts registered) {}
