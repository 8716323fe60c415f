package org.demarc.net;

import java.util.Locale;
import org.demarc.linux.Errno;
import org.demarc.linux.LinuxException;

/// A listening point could not be opened. The message is one line: what, where, why, and what to do about it.
public final class CannotBind extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotBind(String message, Throwable cause) {
        super(message, cause);
    }

    /// Why a socket could not be bound and what to do about it, for people.
    ///
    /// @param otherPort what to do where the port cannot be had
    /// @param correctAddress what to do where the address is not ours
    public static String why(Exception e, String otherPort, String correctAddress) {
        String text = e instanceof LinuxException l ? Errno.text(l.errno()) : String.valueOf(e.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) return "address already in use; stop the program that has it, or " + otherPort;
        if (lower.contains("permission denied"))
            return "permission denied; a port below 1024 needs CAP_NET_BIND_SERVICE, or " + otherPort;
        if (lower.contains("not an address") || lower.contains("assign requested"))
            return "not an address of this machine; " + correctAddress;
        if (e instanceof UnsupportedOperationException)
            return "this system cannot share a UDP port between lanes; configure one lane";
        return text;
    }
}
