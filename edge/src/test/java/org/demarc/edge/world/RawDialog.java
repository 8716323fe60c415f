package org.demarc.edge.world;

import org.jspecify.annotations.Nullable;

/// One dialog of a raw agent.
final class RawDialog extends Party {
    final RawCall call;
    final String localTag;
    String remoteTag = "";
    String target = "";
    String localLine = "";
    String remoteLine = "";
    long sequence;
    boolean acknowledged;
    boolean byeSent;
    RawAgent.@Nullable Retry invite;

    RawDialog(RawCall call, boolean caller, String localTag) {
        super(call.script, caller);
        this.call = call;
        this.localTag = localTag;
    }

    @Override
    public Zone zone() {
        return call.agent.zone();
    }

    @Override
    public boolean stable() {
        return false;
    }

    /// A request inside the dialog.
    String request(String method, long number, String branch, byte @Nullable [] sdp) {
        RawAgent agent = call.agent;
        var out = new StringBuilder(method + " " + target + " SIP/2.0\r\n")
                .append("Via: SIP/2.0/UDP ")
                .append(agent.host())
                .append(";branch=")
                .append(branch)
                .append(";rport\r\nMax-Forwards: 70\r\nFrom: ")
                .append(localLine)
                .append("\r\nTo: ")
                .append(remoteLine)
                .append("\r\nCall-ID: ")
                .append(call.callId)
                .append("\r\nCSeq: ")
                .append(number)
                .append(' ')
                .append(method)
                .append("\r\n")
                .append(agent.contact());
        return RawAgent.close(out, sdp);
    }

    void bye() {
        if (byeSent || over()) return;
        byeSent = true;
        String branch = call.agent.branch();
        call.agent.ask(branch, "BYE", request("BYE", ++sequence, branch, null), call.often());
        end(answered ? State.ENDED : State.CANCELLED, "BYE sent", call.agent.now());
    }
}
