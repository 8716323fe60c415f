package org.demarc.media.offer;

import java.util.EnumSet;
import java.util.Set;
import org.demarc.media.sdp.Line;
import org.demarc.media.sdp.MediaDescription;
import org.demarc.media.sdp.Origin;
import org.demarc.media.sdp.RtpMap;
import org.demarc.media.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// What RFC 3264 asks of an answer (§6) and of the next description in a dialog (§8).
final class AnswerCheck {
    private AnswerCheck() {}

    /// Why `answer` answers something else than `offer`; null when it fits.
    static @Nullable String unfit(SessionDescription offer, SessionDescription answer) {
        int streams = offer.media().size();
        if (answer.media().size() != streams) return "answer has another number of m= lines than the offer";
        for (int i = 0; i < streams; i++) {
            var offered = offer.media().get(i);
            var answered = answer.media().get(i);
            if (answered.isRefused()) continue;
            String why = unfit(offered, answered);
            if (why != null) return "stream " + (i + 1) + ": " + why;
        }
        return null;
    }

    private static @Nullable String unfit(MediaDescription offered, MediaDescription answered) {
        if (offered.isRefused()) return "answered with a port, offered with port 0";
        if (!answered.type().equals(offered.type())) return "answered with another media type";
        if (!answered.proto().equals(offered.proto())) return "answered with another transport protocol";
        for (String format : answered.formats()) {
            if (offered.formats().contains(format) || codecOffered(offered, answered, format)) return null;
        }
        return "no format of the offer in the answer";
    }

    private static boolean codecOffered(MediaDescription offered, MediaDescription answered, String format) {
        var map = answered.rtpMap(format).orElse(null);
        if (map == null) return false;
        for (String each : offered.formats()) {
            var other = offered.rtpMap(each).orElse(null);
            if (other != null && other.sameCodec(map)) return true;
        }
        return false;
    }

    /// What is odd about an answer that fits.
    static Set<Remark> remarks(SessionDescription offer, SessionDescription answer) {
        var remarks = EnumSet.noneOf(Remark.class);
        if (!sameTimes(offer, answer)) remarks.add(Remark.TIME_CHANGED);
        for (int i = 0; i < offer.media().size(); i++) {
            var offered = offer.media().get(i);
            var answered = answer.media().get(i);
            if (answered.isRefused()) continue;
            if (!offer.direction(offered).answers().contains(answer.direction(answered))) {
                remarks.add(Remark.DIRECTION_UNFIT);
            }
            if (isRenumbered(offered, answered)) remarks.add(Remark.PAYLOAD_TYPE_RENUMBERED);
        }
        return remarks;
    }

    private static boolean isRenumbered(MediaDescription offered, MediaDescription answered) {
        for (String format : answered.formats()) {
            if (!offered.formats().contains(format) && codecOffered(offered, answered, format)) return true;
        }
        return false;
    }

    private static boolean sameTimes(SessionDescription offer, SessionDescription answer) {
        var first = time(offer);
        return first != null && first.equals(time(answer));
    }

    private static @Nullable Line time(SessionDescription description) {
        for (var line : description.lines()) {
            if (line.type() == 't') return line;
        }
        return null;
    }

    /// What is odd about `next` after `before` from the same peer.
    static Set<Remark> succession(@Nullable SessionDescription before, SessionDescription next) {
        if (before == null || before.equals(next)) return Set.of();
        var remarks = EnumSet.noneOf(Remark.class);
        if (!next.origin().sameSession(before.origin())) {
            remarks.add(Remark.ORIGIN_CHANGED);
        } else if (next.origin().sessionVersion().equals(before.origin().sessionVersion())) {
            remarks.add(Remark.VERSION_NOT_RAISED);
        } else if (!followsOn(before.origin(), next.origin())) {
            remarks.add(Remark.VERSION_JUMPED);
        }
        if (next.media().size() < before.media().size()) remarks.add(Remark.STREAMS_REMOVED);
        int both = Math.min(next.media().size(), before.media().size());
        for (int i = 0; i < both; i++) {
            if (reusesNumber(before.media().get(i), next.media().get(i))) remarks.add(Remark.PAYLOAD_TYPE_REUSED);
        }
        return remarks;
    }

    private static boolean followsOn(Origin before, Origin next) {
        String version = before.sessionVersion();
        if (version.length() > 18) return true; // beyond what RFC 3264 §5 lets them count
        return next.sessionVersion().equals(Long.toString(Long.parseLong(version) + 1));
    }

    private static boolean reusesNumber(MediaDescription before, MediaDescription next) {
        if (before.isRefused() || next.isRefused() || !before.type().equals(next.type())) return false;
        for (String format : next.formats()) {
            if (!before.formats().contains(format)) continue;
            RtpMap now = next.rtpMap(format).orElse(null);
            RtpMap then = before.rtpMap(format).orElse(null);
            if (now != null && then != null && now.payloadType() >= 96 && !now.sameCodec(then)) return true;
        }
        return false;
    }
}
