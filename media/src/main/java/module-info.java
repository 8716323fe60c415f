/// What a stream is: SDP, offer/answer, RTP, RTCP.
@org.jspecify.annotations.NullMarked
module org.demarc.media {
    requires static org.jspecify;

    exports org.demarc.media.offer;
    exports org.demarc.media.plane;
    exports org.demarc.media.rtp;
    exports org.demarc.media.sdp;
}
