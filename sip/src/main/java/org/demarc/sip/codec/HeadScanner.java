package org.demarc.sip.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.Syntax;
import org.demarc.sip.message.WireIndex;

/// One pass over start line and header fields: RFC 3261 §7, §25.1. Finds where everything lies, checks line
/// structure and control characters, and what must be known before the message has a body and a place to go:
/// Content-Length, CSeq, the topmost Via, and which fields stand. Offsets count from the message's first octet.
///
/// The first fault is kept, and scanning goes on with the next line, so that a request can still be answered.
final class HeadScanner {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final int VIA = HeaderName.VIA.id();
    private static final int FROM = HeaderName.FROM.id();
    private static final int TO = HeaderName.TO.id();
    private static final int CALL_ID = HeaderName.CALL_ID.id();
    private static final int CSEQ = HeaderName.CSEQ.id();
    private static final int CONTENT_LENGTH = HeaderName.CONTENT_LENGTH.id();
    private static final int MAX_FORWARDS = HeaderName.MAX_FORWARDS.id();
    private static final int CONTENT_TYPE = HeaderName.CONTENT_TYPE.id();

    private static final int SEEN_VIA = 1;
    private static final int SEEN_FROM = 1 << 1;
    private static final int SEEN_TO = 1 << 2;
    private static final int SEEN_CALL_ID = 1 << 3;
    private static final int SEEN_CSEQ = 1 << 4;
    private static final int SEEN_LENGTH = 1 << 5;
    private static final int SEEN_MAX_FORWARDS = 1 << 6;
    private static final int SEEN_TYPE = 1 << 7;
    private static final int MANDATORY = SEEN_VIA | SEEN_FROM | SEEN_TO | SEEN_CALL_ID | SEEN_CSEQ;

    private final Limits limits;
    private final byte[] b;
    private final int base;
    private final int to;

    final WireIndex index = new WireIndex(20);
    /// Offset behind the empty line, -1 when there is none in the input.
    int headEnd = -1;
    /// -1 when the field is absent or cannot be trusted.
    long contentLength = -1;

    int status;
    String why = "";
    private boolean response;
    /// The lines themselves are broken: another reader might find other fields, another length.
    private boolean torn;
    private int seen;
    private int vias;

    /// Octets `[from, to)` begin with the start line.
    HeadScanner(Limits limits, byte[] octets, int from, int to) {
        this.limits = limits;
        this.b = octets;
        this.base = from;
        this.to = to;
    }

    boolean isSound() {
        return why.isEmpty();
    }

    boolean isTorn() {
        return torn;
    }

    boolean isResponse() {
        return response;
    }

    boolean hasLength() {
        return contentLength >= 0;
    }

    void scan() {
        int i = startLine();
        while (true) {
            if (i >= to) {
                fault(400, "no empty line behind the header fields");
                return;
            }
            if (b[i] == '\r' && i + 1 < to && b[i + 1] == '\n') {
                headEnd = i + 2;
                break;
            }
            i = fieldLine(i);
        }
        if (headEnd - base > limits.headSize()) {
            fault(513, "header fields too large");
        }
        complete();
    }

    /// The first control character but HTAB at or behind `i`, else `to`; eight octets at a time.
    private int nextControl(int from) {
        int i = from;
        while (i + 8 <= to) {
            long eight = (long) EIGHT.get(b, i);
            long below = eight - ONES * 0x20 & ~eight;
            long del = eight ^ ONES * 0x7f;
            long hits = (below | (del - ONES & ~del)) & HIGHS;
            if (hits != 0) {
                i += Long.numberOfTrailingZeros(hits) >>> 3;
                if (b[i] != '\t') {
                    return i;
                }
                i++;
            } else {
                i += 8;
            }
        }
        while (i < to && (b[i] < 0 || (b[i] >= ' ' && b[i] != 0x7f) || b[i] == '\t')) {
            i++;
        }
        return i;
    }

    private boolean isCrLf(int i) {
        return i + 1 < to && b[i] == '\r' && b[i + 1] == '\n';
    }

    /// Behind the next CRLF, or `to`.
    private int behindLine(int from) {
        int i = from;
        while (i < to && !isCrLf(i)) {
            i++;
        }
        return Math.min(to, i + 2);
    }

    /// Keeps the first fault.
    void fault(int faultStatus, String reason) {
        if (why.isEmpty()) {
            status = faultStatus;
            why = reason;
        }
    }

    // ---- start line

    private int startLine() {
        int end = nextControl(base);
        if (!isCrLf(end)) {
            torn = true;
            fault(400, "control character in the start line");
            end = behindLine(end) - 2;
            if (end < base || !isCrLf(end)) {
                return to;
            }
        }
        int token = Syntax.tokenEnd(b, base, end);
        if (token < end && b[token] == '/') {
            response = true;
            statusLine(end);
        } else {
            requestLine(token, end);
        }
        return end + 2;
    }

    private void requestLine(int methodEnd, int end) {
        if (methodEnd == base || methodEnd == end || b[methodEnd] != ' ') {
            fault(400, "request line: method expected");
            return;
        }
        int uri = methodEnd + 1;
        int uriEnd = uri;
        while (uriEnd < end && b[uriEnd] != ' ' && b[uriEnd] != '\t') {
            uriEnd++;
        }
        index.request(b, base, methodEnd, uri - base, uriEnd - base);
        if (uriEnd == uri || uriEnd == end || b[uriEnd] != ' ') {
            fault(400, "request line: method, one space, Request-URI, one space, version expected");
        } else if (!isVersion(uriEnd + 1, end)) {
            badVersion(uriEnd + 1, end);
        } else if (uriEnd - uri > limits.uriLength()) {
            fault(414, "Request-URI too long");
        }
    }

    private boolean isSip(int from, int end) {
        return end - from >= 4
                && (b[from] | 0x20) == 's'
                && (b[from + 1] | 0x20) == 'i'
                && (b[from + 2] | 0x20) == 'p'
                && b[from + 3] == '/';
    }

    private boolean isVersion(int from, int end) {
        return end - from == 7 && isSip(from, end) && b[from + 4] == '2' && b[from + 5] == '.' && b[from + 6] == '0';
    }

    /// Another version, `SIP/1*DIGIT.1*DIGIT`, is refused as such: RFC 3261 §21.5.6.
    private void badVersion(int from, int end) {
        if (isSip(from, end)) {
            int major = Syntax.digitsEnd(b, from + 4, end);
            int minor = major < end && b[major] == '.' ? Syntax.digitsEnd(b, major + 1, end) : -1;
            if (major > from + 4 && minor == end && minor > major + 1) {
                fault(505, "SIP version not supported");
                return;
            }
        }
        fault(400, "request line: method, one space, Request-URI, one space, version expected");
    }

    private void statusLine(int end) {
        if (end - base < 12
                || !isVersion(base, base + 7)
                || b[base + 7] != ' '
                || Syntax.digitsEnd(b, base + 8, end) != base + 11
                || b[base + 11] != ' '
                || b[base + 8] < '1'
                || b[base + 8] > '6') {
            fault(0, "status line: version, status of three digits, reason expected");
            return;
        }
        int code = (b[base + 8] - '0') * 100 + (b[base + 9] - '0') * 10 + b[base + 10] - '0';
        index.response(code, 12, end - base);
    }

    // ---- header fields

    /// Reads the field line at `start`; answers where the next line begins.
    private int fieldLine(int start) {
        int nameEnd = Syntax.tokenEnd(b, start, to);
        int colon = nameEnd;
        while (colon < to && (b[colon] == ' ' || b[colon] == '\t')) {
            colon++;
        }
        if (nameEnd == start || colon == to || b[colon] != ':') {
            torn = true;
            fault(400, "header field: name and colon expected");
            return behindFolds(start);
        }
        int end = valueEnd(colon + 1);
        if (end < 0) {
            torn = true;
            fault(400, "control character in a header field");
            return behindFolds(start);
        }
        if (index.count() == limits.headers()) {
            fault(513, "too many header fields");
        }
        if (end - start > limits.headerLength() || colon - start > 0xffff) {
            fault(513, "header field too long");
        }
        if (index.count() < limits.headers() && colon - start <= 0xffff) {
            HeaderName name = index.field(b, base, start, nameEnd, colon, end);
            if (name != null) {
                known(name.id(), colon + 1, end);
            }
        }
        return end + 2;
    }

    /// The CRLF that ends the value, behind its folds; -1 for a control character where none may stand.
    private int valueEnd(int from) {
        int i = from;
        while (true) {
            i = nextControl(i);
            if (!isCrLf(i)) {
                return i < to && b[i] != '\r' && b[i] != '\n' ? quotedControls(from) : -1;
            }
            if (i + 2 >= to || (b[i + 2] != ' ' && b[i + 2] != '\t')) {
                return i;
            }
            i += 3;
        }
    }

    /// As [#valueEnd(int)], octet by octet, for a value where a control character may be the second half of a
    /// quoted pair: "quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F)", RFC 3261 §25.1.
    private int quotedControls(int from) {
        boolean quoted = false;
        int i = from;
        while (i < to) {
            int c = b[i];
            if (c == '\r') {
                if (!isCrLf(i)) {
                    return -1;
                }
                if (i + 2 >= to || (b[i + 2] != ' ' && b[i + 2] != '\t')) {
                    return i;
                }
                i += 3;
                continue;
            }
            if (quoted && c == '\\' && i + 1 < to && b[i + 1] != '\r' && b[i + 1] != '\n') {
                i += 2;
                continue;
            }
            if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7f) {
                return -1;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            i++;
        }
        return -1;
    }

    /// The next line that is no continuation.
    private int behindFolds(int start) {
        int i = behindLine(start);
        while (i < to && (b[i] == ' ' || b[i] == '\t')) {
            i = behindLine(i);
        }
        return i;
    }

    private void known(int id, int from, int end) {
        if (id == VIA) {
            via(from, end);
        } else if (id == FROM) {
            once(SEEN_FROM, "From");
        } else if (id == TO) {
            once(SEEN_TO, "To");
        } else if (id == CALL_ID) {
            once(SEEN_CALL_ID, "Call-ID");
            if (!Syntax.isOneWord(b, from, end)) {
                fault(400, "Call-ID: one word expected");
            }
        } else if (id == CSEQ) {
            once(SEEN_CSEQ, "CSeq");
            cseq(from, end);
        } else if (id == CONTENT_LENGTH) {
            contentLength(from, end);
        } else if (id == MAX_FORWARDS) {
            once(SEEN_MAX_FORWARDS, "Max-Forwards");
        } else if (id == CONTENT_TYPE) {
            once(SEEN_TYPE, "Content-Type");
        }
    }

    private void once(int bit, String name) {
        if ((seen & bit) != 0) {
            fault(400, name.concat(" stands more than once"));
        }
        seen |= bit;
    }

    private void via(int from, int end) {
        if ((seen & SEEN_VIA) == 0 && !Syntax.isVia(b, from, end)) {
            fault(400, "Via: via-parm expected");
        }
        seen |= SEEN_VIA;
        if (++vias > limits.vias()) {
            fault(400, "too many Via fields");
        }
    }

    private void cseq(int from, int end) {
        int i = Syntax.whiteEnd(b, from, end);
        int digits = Syntax.digitsEnd(b, i, end);
        long number = Syntax.number(b, i, digits);
        int method = Syntax.whiteEnd(b, digits, end);
        int methodEnd = Syntax.tokenEnd(b, method, end);
        if (number < 0
                || number > Integer.MAX_VALUE
                || method == digits
                || methodEnd == method
                || Syntax.whiteEnd(b, methodEnd, end) != end) {
            fault(400, "CSeq: number below 2**31 and method expected");
            return;
        }
        Method requestMethod = index.method();
        if (requestMethod != null && !Syntax.isMethod(requestMethod, b, method, methodEnd)) {
            // For a method that nobody knows the more telling answer comes first: RFC 4475 §3.1.2.18.
            fault(requestMethod.isKnown() ? 400 : 501, "CSeq: method differs from the request's");
        }
    }

    private void contentLength(int from, int end) {
        int i = Syntax.whiteEnd(b, from, end);
        int digits = Syntax.digitsEnd(b, i, end);
        long length = Syntax.number(b, i, digits);
        if ((seen & SEEN_LENGTH) != 0) {
            contentLength = -1;
            fault(400, "Content-Length stands more than once");
        } else if (length < 0 || Syntax.whiteEnd(b, digits, end) != end) {
            fault(400, "Content-Length: number of octets expected");
        } else {
            contentLength = length;
        }
        seen |= SEEN_LENGTH;
    }

    private void complete() {
        int missing = MANDATORY & ~seen;
        if (missing != 0) {
            fault(400, missingName(missing).concat(" is missing"));
        }
    }

    private static String missingName(int missing) {
        return switch (Integer.lowestOneBit(missing)) {
            case SEEN_VIA -> "Via";
            case SEEN_FROM -> "From";
            case SEEN_TO -> "To";
            case SEEN_CALL_ID -> "Call-ID";
            default -> "CSeq";
        };
    }

    int headLength() {
        return headEnd - base;
    }

    /// The answer for a message with a fault, whose octets these are.
    Decoded.Malformed malformed(byte[] octets) {
        Method method = index.method();
        boolean answered = !response && method != null && !method.equals(Method.ACK) && (seen & SEEN_VIA) != 0;
        if (!answered) {
            return new Decoded.Malformed(response ? 0 : status, why, null);
        }
        index.body(headEnd < 0 ? to - base : headLength(), 0);
        SipMessage asFarAsRead = Request.ofWire(octets, index);
        return new Decoded.Malformed(status, why, asFarAsRead);
    }
}
