package org.demarc.store;

/// A document as it is kept.
///
/// @param key what it is found by, at most 512 characters
/// @param version rises with each change of the document: an older one never replaces a newer one
/// @param document its text, for example JSON
public record Row(String key, long version, String document) {
    static final int LONGEST_KEY = 512;
    static final int LONGEST_DOCUMENT = 65_536;

    public Row {
        checked(key);
        if (document.length() > LONGEST_DOCUMENT) {
            throw new IllegalArgumentException("document of " + document.length() + " characters");
        }
        if (document.indexOf('\0') >= 0) throw new IllegalArgumentException("NUL in a document");
    }

    static String checked(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("key of 1 to " + LONGEST_KEY + " characters expected");
        }
        return key;
    }
}
