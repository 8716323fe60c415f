package org.demarc.sip.message;

/// One via-parm where it lies (RFC 3261 §20.42, §25.1): offsets, no objects. Read by the decoder for each message.
final class ViaView {
    int transportStart;
    int transportEnd;
    int hostStart;
    int hostEnd;
    int port;
    int branchStart;
    int branchEnd;
    /// Behind sent-by.
    int paramsStart;
    /// From the `;` of received to the end of its value; equal when absent.
    int receivedStart;

    int receivedEnd;
    /// From the `r` of rport to the end of its name; equal when absent.
    int rportStart;

    int rportEnd;
    /// Behind the value of rport, or `rportEnd` when it has none.
    int rportValueEnd;
    /// Where the via-parm ends, at a comma or behind its last octet.
    int end;

    /// Reads the via-parm from `from`; false when its grammar is broken. `end` is then where reading stopped.
    boolean read(byte[] b, int from, int to) {
        branchStart = branchEnd = receivedStart = receivedEnd = rportStart = rportEnd = rportValueEnd = 0;
        int i = Ascii.span(Ascii.WS, b, from, to);
        int start = i;
        i = Ascii.span(Ascii.TOKEN, b, start, to);
        if (!Ascii.equalsIgnoreCase(b, start, i, "sip")) {
            return stop(i);
        }
        i = separator(b, i, to, '/');
        if (i < 0 || to - i < 3 || b[i] != '2' || b[i + 1] != '.' || b[i + 2] != '0') {
            return stop(start);
        }
        i = separator(b, i + 3, to, '/');
        if (i < 0) {
            return stop(start);
        }
        transportStart = i;
        transportEnd = i = Ascii.span(Ascii.TOKEN, b, i, to);
        hostStart = Ascii.span(Ascii.WS, b, i, to);
        if (transportEnd == transportStart || hostStart == i) {
            return stop(start);
        }
        hostEnd = HostPort.hostEnd(b, hostStart, to);
        if (hostEnd < 0) {
            return stop(hostStart);
        }
        i = hostEnd;
        int colon = separator(b, i, to, ':');
        port = -1;
        if (colon >= 0) {
            i = Ascii.span(Ascii.DIGIT, b, colon, to);
            port = HostPort.port(b, colon, i);
            if (port < 0) {
                return stop(i);
            }
        }
        paramsStart = i;
        return params(b, i, to);
    }

    private boolean params(byte[] b, int from, int to) {
        int i = from;
        while (true) {
            int semicolon = i;
            int at = separator(b, i, to, ';');
            if (at < 0) {
                break;
            }
            int nameEnd = Ascii.span(Ascii.TOKEN, b, at, to);
            if (nameEnd == at) {
                return stop(at);
            }
            int valueStart = nameEnd;
            int valueEnd = nameEnd;
            int equals = separator(b, nameEnd, to, '=');
            if (equals >= 0) {
                valueStart = equals;
                valueEnd = equals < to && b[equals] == '"'
                        ? quotedEnd(b, equals, to)
                        : Ascii.span(Ascii.GEN_VALUE, b, equals, to);
                if (valueEnd <= valueStart) {
                    return stop(equals);
                }
            }
            if (!note(b, semicolon, at, nameEnd, valueStart, valueEnd)) {
                return stop(at);
            }
            i = valueEnd;
        }
        end = i;
        int after = Ascii.span(Ascii.WS, b, i, to);
        return after == to || b[after] == ',';
    }

    /// Keeps what is looked for; false when a parameter that stands once stands again.
    private boolean note(byte[] b, int semicolon, int name, int nameEnd, int value, int valueEnd) {
        switch (nameEnd - name) {
            case 5 -> {
                if (Ascii.equalsIgnoreCase(b, name, nameEnd, "rport")) {
                    if (rportEnd > 0) {
                        return false;
                    }
                    rportStart = name;
                    rportEnd = nameEnd;
                    rportValueEnd = valueEnd;
                }
            }
            case 6 -> {
                if (Ascii.equalsIgnoreCase(b, name, nameEnd, "branch")) {
                    if (branchEnd > 0 || value == valueEnd || b[value] == '"') {
                        return false;
                    }
                    branchStart = value;
                    branchEnd = valueEnd;
                }
            }
            case 8 -> {
                if (Ascii.equalsIgnoreCase(b, name, nameEnd, "received")) {
                    if (receivedEnd > 0 || value == valueEnd || b[value] == '"') {
                        return false;
                    }
                    receivedStart = semicolon;
                    receivedEnd = valueEnd;
                }
            }
            default -> {
                return true;
            }
        }
        return true;
    }

    private boolean stop(int at) {
        end = at;
        return false;
    }

    private static int quotedEnd(byte[] b, int from, int to) {
        int i = from + 1;
        while (i < to && b[i] != '"') {
            i += b[i] == '\\' ? 2 : 1;
        }
        return i < to ? i + 1 : -1;
    }

    /// Behind a separator with white space on both sides; -1 when it does not stand here.
    private static int separator(byte[] b, int from, int to, char octet) {
        int i = Ascii.span(Ascii.WS, b, from, to);
        return i < to && b[i] == octet ? Ascii.span(Ascii.WS, b, i + 1, to) : -1;
    }
}
