package org.demarc.sip.message;

/// What a message may hold at most; more is refused with the status of RFC 3261 (400, 413, 414, 513).
///
/// @param messageSize octets of one whole message, at most 1048575
/// @param headSize octets of start line and header fields together
/// @param headers field lines
/// @param headerLength octets of one field line, folds included
/// @param vias field values of Via
/// @param uriLength octets of the Request-URI
/// @param multipartParts parts of one body, those of inner multiparts counted
/// @param multipartDepth multiparts inside multiparts
public record Limits(
        int messageSize,
        int headSize,
        int headers,
        int headerLength,
        int vias,
        int uriLength,
        int multipartParts,
        int multipartDepth) {
    /// Parameters of one value or URI.
    public static final int MAX_PARAMS = 64;

    public static final int MAX_MESSAGE = (1 << 20) - 1;

    public static final Limits DEFAULT = new Limits(65_535, 32_768, 256, 16_384, 70, 4_096, 32, 4);

    public Limits {
        if (messageSize < 1 || messageSize > MAX_MESSAGE) {
            throw new IllegalArgumentException("message size 1.." + MAX_MESSAGE + " expected: " + messageSize);
        }
        if (headSize < 1 || headers < 6 || headerLength < 1 || vias < 1 || uriLength < 1) {
            throw new IllegalArgumentException("limits of a message's head must let a request through");
        }
        if (multipartParts < 1 || multipartDepth < 1) {
            throw new IllegalArgumentException("limits of a multipart must let one part through");
        }
    }
}
