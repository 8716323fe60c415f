package org.demarc.edge.world;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One end of one call over UDP, played by a test step by step, in the place of an agent. It answers nothing by
/// itself but BYE, and repeats nothing.
public final class Hand {
    private final World world;
    private final Zone zone;
    private final InetSocketAddress address;
    private final List<RawMessage> got = new ArrayList<>();
    private String callId = "";
    private String local = "";
    private String remote = "";
    private String target = "";
    private long sequence = 100;
    private String inviteBranch = "";
    private String viaMore = "";
    private int hops = 70;
    private int tokens;

    Hand(World world, Agent replaced) {
        this.world = world;
        this.zone = replaced.zone();
        this.address = replaced.address();
        replaced.crash();
        world.network().attach(address, (_, _, octets) -> received(RawMessage.parse(octets)));
    }

    private void received(RawMessage message) {
        got.add(message);
        if (!message.isResponse() && message.method().equals("BYE")) answer("BYE", 200, "", "");
        if (!message.isResponse()
                && message.method().equals("INVITE")
                && message.toTag().isEmpty()) {
            callId = message.get("Call-ID");
            remote = message.get("From");
            local = message.get("To") + ";tag=" + token();
        }
        if (!message.isResponse() && !message.target().isEmpty()) target = message.target();
        if (message.isResponse()
                && message.method().equals("INVITE")
                && !message.toTag().isEmpty()) {
            remote = message.get("To");
            if (!message.target().isEmpty()) target = message.target();
        }
    }

    private String token() {
        String host = address.getAddress().getHostAddress();
        return zone.word() + "-hand" + host.substring(host.lastIndexOf('.') + 1) + "-" + tokens++;
    }

    private String host() {
        return VirtualSender.text(address);
    }

    /// Our Contact line.
    public String contact() {
        return "Contact: <sip:" + zone.word() + "@" + host() + ">\r\n";
    }

    /// The next answers are in another early dialog.
    public void fork() {
        local = local.substring(0, local.indexOf(";tag=")) + ";tag=" + token();
    }

    /// Calls a number.
    ///
    /// @param extra header lines, each with its CRLF
    /// @param sdp empty for none
    public void dial(String number, String extra, String sdp) {
        dialAs("<sip:+12145550007@" + host() + ">", number, extra, sdp);
    }

    /// Calls a number, or a service (`urn:service:sos`), as somebody.
    ///
    /// @param from the From value without its tag
    public void dialAs(String from, String number, String extra, String sdp) {
        dialAt(
                from,
                number.startsWith("urn:") ? number : "sip:" + number + "@" + VirtualSender.text(zone.edge()),
                extra,
                sdp);
    }

    /// Calls a URI as somebody.
    public void dialAt(String from, String uri, String extra, String sdp) {
        callId = token();
        local = from + ";tag=" + token();
        target = uri;
        remote = "<" + target + ">";
        inviteBranch = request("INVITE", ++sequence, extra, sdp);
    }

    /// How far its requests may go from now on.
    public void hops(int maxForwards) {
        hops = maxForwards;
    }

    /// The last message whose first line begins like this, as text; empty without one.
    public String text(String start) {
        RawMessage message = last(start);
        return message == null ? "" : message.text();
    }

    /// What its Vias say from now on beside the usual; the edge may then change them.
    public void viaSays(String more) {
        viaMore = more;
        world.unwatched(address.getAddress());
    }

    /// Answers the request of this method that came last, saying something in its topmost Via.
    public void answerSaying(String via, String method, int status, String extra, String body) {
        RawMessage request = last(method + " ");
        if (request == null) throw new AssertionError("no " + method + " came");
        answerWith(request.all("Via").getFirst().replaceFirst(";oc.*", "") + via, request, status, extra, body);
    }

    /// Asks by OPTIONS outside a dialog.
    public void options(String uri) {
        callId = token();
        local = "<sip:" + host() + ">;tag=" + token();
        remote = "<" + uri + ">";
        target = uri;
        request("OPTIONS", ++sequence, "", "");
    }

    /// Sends a request inside the dialog.
    public void ask(String method, String extra, String body) {
        request(method, ++sequence, extra, body);
    }

    /// Acknowledges the answer to the INVITE sent last.
    public void ack(String sdp) {
        request("ACK", sequence, "", sdp);
    }

    private String request(String method, long number, String extra, String body) {
        String branch = "z9hG4bK" + token();
        send(method + " " + target + " SIP/2.0\r\nVia: SIP/2.0/UDP " + host() + ";branch=" + branch
                + ";rport" + viaMore + "\r\nMax-Forwards: " + hops + "\r\nFrom: " + local + "\r\nTo: " + remote
                + "\r\nCall-ID: "
                + callId
                + "\r\nCSeq: " + number + " " + method + "\r\n" + close(extra, body));
        return branch;
    }

    /// Answers the request of this method that came last.
    public void answer(String method, int status, String extra, String body) {
        RawMessage request = last(method + " ");
        if (request == null) throw new AssertionError("no " + method + " came");
        answerWith(request.all("Via").getFirst(), request, status, extra, body);
    }

    private void answerWith(String via, RawMessage request, int status, String extra, String body) {
        var out = new StringBuilder("SIP/2.0 " + status + " Anything\r\n");
        out.append("Via: ").append(via).append("\r\n");
        out.append("From: ").append(request.get("From")).append("\r\nTo: ");
        out.append(request.toTag().isEmpty() ? local : request.get("To"));
        out.append("\r\nCall-ID: ").append(request.get("Call-ID"));
        out.append("\r\nCSeq: ").append(request.get("CSeq")).append("\r\n");
        send(out + close(extra, body));
    }

    private static String close(String extra, String body) {
        boolean typed = extra.contains("Content-Type:") || extra.contains("Untyped:");
        return extra + (body.isEmpty() || typed ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private void send(String text) {
        world.network().send(address, zone.edge(), text.getBytes(StandardCharsets.UTF_8));
    }

    /// A description of one audio stream of ours.
    public String sdp(int version, String formats, String... more) {
        return "v=0\r\no=" + zone.word() + " 77 " + version + " IN IP4 "
                + address.getAddress().getHostAddress()
                + "\r\ns=-\r\nc=IN IP4 " + address.getAddress().getHostAddress() + "\r\nt=0 0\r\nm=audio 40000 RTP/AVP "
                + formats + "\r\n" + String.join("", more);
    }

    private @org.jspecify.annotations.Nullable RawMessage last(String start) {
        for (int i = got.size() - 1; i >= 0; i--) {
            if (got.get(i).start.startsWith(start)) return got.get(i);
        }
        return null;
    }

    /// How many messages came whose first line begins like this.
    public int count(String start) {
        return (int) got.stream().filter(m -> m.start.startsWith(start)).count();
    }

    /// Statuses of the responses to this method that came, in order, 100 left out.
    public List<Integer> statuses(String method) {
        return got.stream()
                .filter(m -> m.isResponse() && m.method().equals(method) && m.status() > 100)
                .map(RawMessage::status)
                .toList();
    }

    /// A header field of the last message whose first line begins like this; empty without one.
    public String field(String start, String name) {
        RawMessage message = last(start);
        return message == null ? "" : message.get(name);
    }

    /// The body of the last message whose first line begins like this.
    public String body(String start) {
        RawMessage message = last(start);
        return message == null ? "" : new String(message.body, StandardCharsets.UTF_8);
    }

    /// The To tags of the responses to INVITE with this status.
    public List<String> tags(int status) {
        return got.stream()
                .filter(m -> m.isResponse() && m.method().equals("INVITE") && m.status() == status)
                .map(RawMessage::toTag)
                .toList();
    }

    /// Branch of the INVITE that we sent.
    public String inviteBranch() {
        return inviteBranch;
    }
}
