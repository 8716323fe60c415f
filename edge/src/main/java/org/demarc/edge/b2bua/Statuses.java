package org.demarc.edge.b2bua;

import org.demarc.sip.message.Response;

/// Which status the other leg is told (catalogue CAL-007, OVL-008).
final class Statuses {
    private Statuses() {}

    /// The status for the caller of a final failure of the called side. What concerns our own request alone
    /// (its method, size, URI, dialog, extensions, challenges, a server that is full) is no matter of the
    /// caller's, and most of it needs a header that we could not fill: it learns 500, or 488 where the body was not
    /// taken.
    static int forCaller(int status) {
        return switch (status) {
            case 401, 405, 407, 413, 414, 416, 420, 421, 422, 423, 469, 481, 491, 493, 494, 501, 503, 505, 513 -> 500;
            case 406, 415 -> 488;
            case 430 -> 480; // for an edge proxy alone: RFC 5626 section 11.5
            default -> status >= 300 && status <= 699 ? status : 500;
        };
    }

    /// The same inside a dialog. There 491 is the asking side's own matter: it tries again by itself (RFC 3261
    /// section 14.1). Nothing is redirected.
    static int inDialog(int status) {
        if (status == 491) return 491;
        return status < 400 ? 488 : forCaller(status);
    }

    /// The reason phrase of a status: ours, never the other side's words.
    static String phrase(int status) {
        return switch (status) {
            case 180 -> "Ringing";
            case 181 -> "Call Is Being Forwarded";
            case 182 -> "Queued";
            case 183 -> "Session Progress";
            case 200 -> "OK";
            case 202 -> "Accepted";
            case 300 -> "Multiple Choices";
            case 301 -> "Moved Permanently";
            case 302 -> "Moved Temporarily";
            case 305 -> "Use Proxy";
            case 380 -> "Alternative Service";
            case 400 -> "Bad Request";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 410 -> "Gone";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request-URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Unsupported URI Scheme";
            case 422 -> "Session Interval Too Small";
            case 423 -> "Interval Too Brief";
            case 424 -> "Bad Location Information";
            case 433 -> "Anonymity Disallowed";
            case 480 -> "Temporarily Unavailable";
            case 481 -> "Call/Transaction Does Not Exist";
            case 482 -> "Loop Detected";
            case 483 -> "Too Many Hops";
            case 484 -> "Address Incomplete";
            case 485 -> "Ambiguous";
            case 486 -> "Busy Here";
            case 487 -> "Request Terminated";
            case 488 -> "Not Acceptable Here";
            case 491 -> "Request Pending";
            case 493 -> "Undecipherable";
            case 500 -> "Server Internal Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Server Time-out";
            case 513 -> "Message Too Large";
            case 600 -> "Busy Everywhere";
            case 603 -> "Decline";
            case 604 -> "Does Not Exist Anywhere";
            case 606 -> "Not Acceptable";
            case 607 -> "Unwanted";
            case 608 -> "Rejected";
            default -> status < 200 ? "Session Progress" : status < 400 ? "Redirection" : "Failure";
        };
    }

    /// True where a final response shows that the peer itself is alive, to a call or to a probe: 408 says that
    /// somebody behind it is silent, 503 that it takes nothing.
    static boolean life(int status) {
        return status != 408 && status != 503;
    }

    /// True where another registered contact is tried: nobody was there, or its flow is gone (RFC 5626 section 7).
    static boolean nextContact(int status) {
        return status == 408 || status == 430;
    }

    /// True where another peer is tried: the peer is full or cannot be reached.
    static boolean nextPeer(Response response) {
        return response.status() == 503;
    }
}
