package org.demarc.media.sdp;

/// What the decoder answers.
public sealed interface Decoded {
    /// A description that follows the grammar closely enough to be understood without guessing.
    record Parsed(SessionDescription description) implements Decoded {}

    /// Not a description, or beyond a limit.
    ///
    /// @param line number of the line, from 1; 0 when it is about the whole body
    /// @param why what was expected; quotes nothing of the input
    record Malformed(int line, String why) implements Decoded {
        @Override
        public String toString() {
            return line == 0 ? why : "line " + line + ": " + why;
        }
    }
}
