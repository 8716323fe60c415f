package org.demarc.media.sdp;

/// What one body may cost us at most. A body beyond any of these is malformed.
///
/// @param octets length of the whole body
/// @param lines lines in the body
/// @param lineOctets length of one line without its end
/// @param media `m=` lines
/// @param attributes `a=` lines in one section (session or media description)
/// @param formats formats of one `m=` line
/// @param connections `c=` lines of one media description
public record SdpLimits(
        int octets, int lines, int lineOctets, int media, int attributes, int formats, int connections) {
    /// More than any telephone, gateway or browser sends.
    public static final SdpLimits DEFAULT = new SdpLimits(65_536, 1_000, 4_096, 16, 256, 64, 8);

    public SdpLimits {
        if (octets < 1
                || lines < 1
                || lineOctets < 2
                || media < 0
                || attributes < 0
                || formats < 1
                || connections < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
