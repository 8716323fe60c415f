package org.demarc.net;

import java.io.Closeable;
import java.io.IOException;

/// Closing what is of no further use.
final class Closing {
    private Closing() {}

    static void quietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException _) {
            // nothing is left to do about it
        }
    }
}
