package org.demarc.sip.message;

/// One field line: the name as written, the value unfolded and trimmed.
public record RawField(String name, String value) {}
