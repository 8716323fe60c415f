package org.demarc.interop.harness;

import java.util.ArrayList;
import java.util.List;

/// A SIPp scenario, step by step, as XML. A side that receives the INVITE begins with `expect("INVITE")`, one that
/// sends it with `invite`. Requests in the dialog follow the route set and the remote target that the other side
/// gave.
///
/// What SIPp finds wrong (another message than expected, a pattern that does not match, nothing for ten seconds)
/// fails the call.
public final class Scenario {
    private static final int PATIENCE = 10_000;
    private static final int T1 = 500;
    private static final String TAG = "[pid]t[call_number]";

    private final List<String> steps = new ArrayList<>();
    private final StringBuilder checks = new StringBuilder();
    private String open = "";
    private String extra = "";
    private boolean caller;
    private String number = "";
    private String own = "+12145550100";
    private String written = "";
    private int cseq = 100;
    private int inviteCseq;
    private String inviteBranch = "";
    private int branches;
    private int variables;
    private int hops = 70;
    private boolean answering;
    private boolean dialog;
    private boolean invitedInDialog;
    private String domain = "";
    private String inviteType = "";
    private String inviteBody = "";

    /// Begins an empty scenario.
    public static Scenario scenario() {
        return new Scenario();
    }

    /// Its own number, from now on.
    public Scenario as(String user) {
        own = user;
        return this;
    }

    /// It names this domain in From, To and the Request-URI, from now on, and not the addresses.
    public Scenario of(String name) {
        domain = name;
        return this;
    }

    /// One whose steps are written out: it takes one of two ways.
    public static Scenario written(String xml) {
        Scenario scenario = new Scenario();
        scenario.written = xml;
        return scenario;
    }

    // Requests that it sends.

    /// A new call to a number or to a service (`urn:service:sos`). Its 100 may come or not.
    public Scenario invite(String to, String sdp) {
        return inviteWith(to, "application/sdp", sdp);
    }

    /// A new call with a body of any type.
    public Scenario inviteWith(String to, String type, String body) {
        caller = true;
        number = to;
        return sendInvite(type, body);
    }

    private Scenario sendInvite(String type, String body) {
        inviteCseq = ++cseq;
        inviteBranch = branch();
        inviteType = type;
        inviteBody = body;
        invitedInDialog = dialog || !caller;
        request("INVITE", inviteCseq, inviteBranch, type, body, true);
        return maybe(100);
    }

    /// A re-INVITE in the dialog; without a description when `sdp` is empty.
    public Scenario reinvite(String sdp) {
        return sendInvite("application/sdp", sdp);
    }

    /// The ACK of a 2xx.
    public Scenario ack() {
        return ack("");
    }

    /// The ACK of a 2xx with the answer to its offer.
    public Scenario ack(String sdp) {
        dialog = true;
        return request("ACK", inviteCseq, branch(), "application/sdp", sdp, false);
    }

    /// The ACK of a final response of 300 or above.
    public Scenario ackFailure() {
        return request("ACK", inviteCseq, inviteBranch, "", "", false);
    }

    /// Is challenged for the INVITE sent last, and sends it again with credentials in MD5, which is all that SIPp
    /// knows. The digest is for the URI that its option `-auth_uri` says.
    public Scenario proves(String user, String password) {
        expect(401);
        open += " auth=\"true\"";
        ackFailure();
        return with(credentials(user, password)).sendInvite(inviteType, inviteBody);
    }

    private static String credentials(String user, String password) {
        return "[authentication username=" + user + " password=" + password + "]";
    }

    /// Registers all numbers at once (RFC 6140) and answers the challenge, in the same way.
    public Scenario registersBulk(String user, String password) {
        caller = true;
        cseq++;
        register(user, "").expect(401);
        open += " auth=\"true\"";
        cseq++;
        return register(user, credentials(user, password) + "\n").expect(200);
    }

    private Scenario register(String user, String more) {
        close();
        String aor = "<sip:" + user + "@" + domain + ">";
        steps.add(send(
                head("REGISTER", "sip:" + domain, branch()) + "From: " + aor + ";tag=" + TAG + "\nTo: " + aor + "\n"
                        + common("REGISTER", cseq)
                        + "Contact: <sip:[local_ip]:[local_port];bnc;transport=[transport]>;expires=600\n"
                        + "Require: gin\nProxy-Require: gin\nSupported: path\n"
                        + "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO\n"
                        + "User-Agent: a name of some length, so that the challenge is no larger than what asks for it\n"
                        + more + "Content-Length: 0\n",
                true,
                ""));
        return this;
    }

    /// The CANCEL of the INVITE sent last.
    public Scenario cancel() {
        close();
        String text = head("CANCEL", called(), inviteBranch)
                + from() + "To: <" + called() + ">\n" + common("CANCEL", inviteCseq)
                + "Content-Length: 0\n";
        steps.add(send(text, true, ""));
        return this;
    }

    /// Any other request in the dialog.
    public Scenario request(String method, String type, String body) {
        return request(method, ++cseq, branch(), type, body, true);
    }

    /// A BYE.
    public Scenario bye() {
        return request("BYE", "", "");
    }

    /// A request outside a dialog, to the host itself.
    public Scenario options() {
        caller = true;
        close();
        String text = head("OPTIONS", "sip:[remote_ip]:[remote_port]", branch())
                + from() + "To: <sip:[remote_ip]:[remote_port]>\n" + common("OPTIONS", ++cseq)
                + "Accept: application/sdp\nContent-Length: 0\n";
        steps.add(send(text, true, ""));
        return this;
    }

    private Scenario request(String method, int sequence, String branch, String type, String body, boolean repeated) {
        close();
        StringBuilder text = new StringBuilder();
        boolean refused = method.equals("ACK") && branch.equals(inviteBranch);
        boolean inDialog = refused ? invitedInDialog : dialog || !caller;
        String uri = inDialog ? "[next_url]" : called();
        text.append(head(method, uri, branch));
        if (inDialog) text.append("[routes]\n");
        if (caller) {
            text.append(from());
            text.append("To: <").append(called()).append('>');
            text.append(inDialog || refused ? "[peer_tag_param]\n" : "\n");
        } else {
            text.append("From:[$own];tag=").append(TAG).append("\nTo:[$peer]\n");
        }
        text.append(common(method, sequence));
        if (!method.equals("BYE") && !method.equals("ACK")) text.append(contact());
        text.append(extra);
        extra = "";
        text.append(body(type, body));
        steps.add(send(text.toString(), repeated, ""));
        return this;
    }

    /// The URI that is called: a number at the other side, or a service as it is.
    private String called() {
        if (number.startsWith("urn:")) return number;
        return "sip:" + number + "@" + (domain.isEmpty() ? "[remote_ip]:[remote_port]" : domain);
    }

    private static String head(String method, String uri, String branch) {
        return method + " " + uri + " SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=" + branch
                + ";rport\n";
    }

    private String from() {
        String host = domain.isEmpty() ? "[local_ip]:[local_port]" : domain;
        return "From: \"Tester\" <sip:" + own + "@" + host + ">;tag=" + TAG + "\n";
    }

    private String common(String method, int sequence) {
        return "Call-ID: [call_id]\nCSeq: " + sequence + " " + method + "\nMax-Forwards: " + hops + "\n";
    }

    private static String contact() {
        return "Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>\n";
    }

    private static String body(String type, String body) {
        return body.isEmpty()
                ? "Content-Length: 0\n"
                : "Content-Type: " + type + "\nContent-Length: [len]\n\n" + body.stripTrailing() + "\n";
    }

    private String branch() {
        return "z9hG4bK[pid]c[call_number]b" + ++branches;
    }

    /// A header line more in the next message that is sent.
    public Scenario with(String line) {
        extra += line + "\n";
        return this;
    }

    /// How many hops its requests may make from now on.
    public Scenario hops(int most) {
        hops = most;
        return this;
    }

    // Requests that it receives, and its answers.

    /// Waits for a request.
    public Scenario expect(String method) {
        close();
        boolean opening = method.equals("INVITE") && !caller && !answering;
        open = "<recv request=\"" + method + "\" rrs=\"" + opening + "\" timeout=\"" + PATIENCE + "\"";
        if (opening) {
            answering = true;

            action("<ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"peer\"/>");
            action("<ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"own\"/>");
            action("<ereg regexp=\".*\" search_in=\"hdr\" header=\"CSeq:\" assign_to=\"invited\"/>");
        }
        return this;
    }

    /// Answers the request received last.
    public Scenario reply(int status) {
        return reply(status, "");
    }

    /// The final answer to the INVITE that was cancelled, and its ACK.
    public Scenario answerCancelled() {
        return answerInvited(487, "");
    }

    /// The final answer to the INVITE where another request came after it, and its ACK.
    public Scenario answerInvited(int status, String sdp) {
        reply(status, sdp);
        dialog |= status < 300;
        steps.add(steps.removeLast().replace("[last_CSeq:]", "CSeq:[$invited]"));
        repeatLast();
        return expect("ACK");
    }

    /// Answers the request received last, with a description.
    public Scenario reply(int status, String sdp) {
        return reply(status, TAG, sdp);
    }

    /// Answers as one of several forks of the called side.
    public Scenario fork(String fork, int status, String sdp) {
        return reply(status, TAG + fork, sdp);
    }

    private Scenario reply(int status, String tag, String sdp) {
        close();
        boolean hasTag = dialog || caller;
        String text = "SIP/2.0 " + status + " Told by SIPp\n[last_Via:]\n[last_From:]\n"
                + (hasTag ? "[last_To:]\n" : "[last_To:];tag=" + tag + "\n")
                + "[last_Call-ID:]\n[last_CSeq:]\n[last_Record-Route:]\n"
                + (extra.contains("Contact:") ? "" : contact()) + extra + body("application/sdp", sdp);
        extra = "";
        steps.add(send(text, false, ""));
        return this;
    }

    /// The final answer to an INVITE, repeated until its ACK comes, which is waited for.
    public Scenario answer(int status, String sdp) {
        return repeated(status, sdp).expect("ACK");
    }

    /// The final answer to an INVITE, repeated until the next message comes.
    public Scenario repeated(int status, String sdp) {
        reply(status, sdp);
        repeatLast();
        dialog |= status < 300;
        return this;
    }

    /// The final answer of one of several forks.
    public Scenario answerAs(String fork, int status, String sdp) {
        fork(fork, status, sdp);
        repeatLast();
        dialog |= status < 300;
        return expect("ACK");
    }

    private void repeatLast() {
        steps.add(steps.removeLast().replaceFirst("<send>", "<send retrans=\"" + T1 + "\">"));
    }

    /// A request that may come or not before the next that is waited for.
    public Scenario maybe(String method) {
        close();
        open = "<recv request=\"" + method + "\" optional=\"true\"";
        return this;
    }

    // Responses that it receives.

    /// Waits for a response.
    public Scenario expect(int status) {
        if (status == 100) open = ""; // this one must come
        close();
        open = "<recv response=\"" + status + "\" rrs=\"true\" timeout=\"" + PATIENCE + "\"";
        return this;
    }

    /// Responses that may come or not before the next that is waited for.
    public Scenario maybe(int... statuses) {
        for (int status : statuses) {
            close();
            open = "<recv response=\"" + status + "\" optional=\"true\"";
        }
        return this;
    }

    // What is looked at in the message received last.

    /// It has this pattern (POSIX, extended).
    public Scenario has(String pattern) {
        return check(pattern, "check_it=\"true\"");
    }

    /// It has this pattern nowhere.
    public Scenario lacks(String pattern) {
        return check(pattern, "check_it_inverse=\"true\"");
    }

    private Scenario check(String pattern, String how) {
        action("<ereg regexp=\"" + escaped(pattern) + "\" search_in=\"msg\" " + how + " assign_to=\"v" + ++variables
                + "\"/>");
        return this;
    }

    // What most calls are.

    /// The caller's side from its INVITE on: it is answered, and hangs up at once.
    public Scenario talks() {
        return maybe(180).expect(200).ack().bye().expect(200);
    }

    /// The called side from the INVITE on: it rings, answers, and is hung up.
    public Scenario isTalkedTo() {
        return reply(180).answer(200, Sdp.first()).expect("BYE").reply(200);
    }

    // The rest.

    /// Says to the other side that everything sent before has arrived: an INFO on the same way.
    public Scenario says(String digit) {
        return request("INFO", "application/dtmf-relay", "Signal=" + digit + "\nDuration=160\n")
                .expect(200);
    }

    /// Waits until the other side says so.
    public Scenario hears(String digit) {
        return expect("INFO")
                .has("Content-Type: *application/dtmf-relay")
                .has("Signal=" + digit)
                .reply(200);
    }

    /// Stays as it is for a while.
    public Scenario pause(int millis) {
        close();
        steps.add("<pause milliseconds=\"" + millis + "\"/>");
        return this;
    }

    /// Plays a file of raw PCMU, over and over.
    public Scenario play(String file) {
        close();
        steps.add("<nop><action><exec rtp_stream=\"" + file + ",-1,0,PCMU/8000\"/></action></nop>");
        return this;
    }

    /// Answers late repetitions before the call is forgotten.
    public Scenario linger(int millis) {
        close();
        steps.add("<timewait milliseconds=\"" + millis + "\"/>");
        return this;
    }

    private void action(String action) {
        checks.append("    ").append(action).append('\n');
    }

    private void close() {
        if (open.isEmpty()) return;
        steps.add(checks.isEmpty() ? open + "/>" : open + ">\n  <action>\n" + checks + "  </action>\n</recv>");
        open = "";
        checks.setLength(0);
    }

    private static String send(String text, boolean repeated, String attributes) {
        String retrans = repeated ? " retrans=\"" + T1 + "\"" : "";
        return "<send" + retrans + attributes + ">\n<![CDATA[\n" + text + "\n]]>\n</send>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /// The whole scenario.
    public String xml() {
        if (!written.isEmpty()) return written;
        close();
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<scenario name=\"s\">\n");
        for (String step : steps) xml.append(step).append('\n');
        List<String> names = new ArrayList<>();
        if (answering) names.addAll(List.of("peer", "own", "invited"));
        for (int i = 1; i <= variables; i++) names.add("v" + i);
        if (!names.isEmpty()) {
            xml.append("<Reference variables=\"")
                    .append(String.join(",", names))
                    .append("\"/>\n");
        }
        return xml.append("</scenario>\n").toString();
    }
}
