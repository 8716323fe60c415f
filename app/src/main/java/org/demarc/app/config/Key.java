package org.demarc.app.config;

/// One key that the configuration knows: the checks, `demarc init` and the reference are made from these.
///
/// @param path where it stands: `networks.NAME.sip.udp`; NAME is the operator's choice, `[]` an entry of a list
/// @param type what its value looks like, in words
/// @param standard what holds without it: a value, or a word like `required`
/// @param applies when a change takes effect
/// @param example a value that is right for it, empty for a key that only holds others
/// @param text what it is for, one line
public record Key(String path, String type, String standard, Applies applies, String example, String text) {

    /// When a changed key takes effect.
    public enum Applies {
        /// At the next reload; calls that exist keep what they began with.
        LIVE("live"),
        /// When the node is started again.
        RESTART("restart"),
        /// Known, and refused: this version does not serve it.
        NOT_YET("not served yet");

        private final String word;

        Applies(String word) {
            this.word = word;
        }

        /// As the reference says it.
        public String word() {
            return word;
        }
    }

    /// The last part of the path.
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /// The path of the key that holds this one; empty at the top.
    String parent() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }
}
