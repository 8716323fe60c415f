package org.demarc.edge.registrar;

/// SIP-date, RFC 3261 section 25.1: `Sun, 22 Nov 2026 10:00:00 GMT`.
final class SipDate {
    private static final String DAYS = "ThuFriSatSunMonTueWed"; // the first day of 1970 was a Thursday
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private SipDate() {}

    static String text(long millis) {
        long seconds = Math.floorDiv(millis, 1_000L);
        long day = Math.floorDiv(seconds, 86_400L);
        int ofDay = (int) Math.floorMod(seconds, 86_400L);
        var date = java.time.LocalDate.ofEpochDay(day);
        int weekday = (int) Math.floorMod(day, 7L) * 3;
        int month = (date.getMonthValue() - 1) * 3;
        var out = new StringBuilder(29);
        out.append(DAYS, weekday, weekday + 3).append(", ");
        two(out, date.getDayOfMonth()).append(' ').append(MONTHS, month, month + 3);
        out.append(' ').append(date.getYear()).append(' ');
        two(out, ofDay / 3_600).append(':');
        two(out, ofDay / 60 % 60).append(':');
        return two(out, ofDay % 60).append(" GMT").toString();
    }

    private static StringBuilder two(StringBuilder out, int n) {
        return out.append((char) ('0' + n / 10)).append((char) ('0' + n % 10));
    }
}
