package org.demarc.net;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/// Why a transport failed, as one short line for people.
final class Reason {
    private Reason() {}

    static String of(Exception e) {
        String message = e.getMessage();
        String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return switch (e) {
            case SocketTimeoutException _ -> "connect timed out";
            case NoRouteToHostException _ -> "no route to host";
            case ConnectException _ when text.contains("refused") -> "connection refused";
            case ConnectException _ when text.contains("timed out") -> "connect timed out";
            case Exception _ when text.contains("reset") || text.contains("broken pipe") -> "connection reset";
            case Exception _ when text.contains("unreachable") -> "network is unreachable";
            case Exception _ when text.isEmpty() -> e.getClass().getSimpleName();
            case Exception _ when text.startsWith("tls: ") -> String.valueOf(message); // names and times as they are
            case Exception _ -> text;
        };
    }
}
