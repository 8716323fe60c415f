package org.demarc.media.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Strings for octets. Most words of a body are always the same ones: these are not made anew.
final class Words {
    private static final String[] KNOWN = {
        "IN",
        "IP4",
        "IP6",
        "-",
        "0 0",
        "0",
        "1",
        "20",
        "audio",
        "video",
        "image",
        "application",
        "RTP/AVP",
        "RTP/SAVP",
        "RTP/AVPF",
        "RTP/SAVPF",
        "udptl",
        "rtpmap",
        "fmtp",
        "ptime",
        "maxptime",
        "sendrecv",
        "sendonly",
        "recvonly",
        "inactive",
        "rtcp",
        "rtcp-mux",
        "rtcp-fb",
        "crypto",
        "candidate",
        "silenceSupp",
        "0 PCMU/8000",
        "8 PCMA/8000",
        "9 G722/8000",
        "18 G729/8000",
        "13 CN/8000",
        "101 telephone-event/8000",
        "96 telephone-event/8000",
        "101 0-15",
        "101 0-16",
        "96 0-15",
        "18 annexb=no",
        "off - - - -"
    };
    private static final int LONGEST = 24;
    private static final String[][] BY_LENGTH = byLength();
    private static final String[] NUMBERS = numbers();

    private Words() {}

    private static String[][] byLength() {
        var lists = new ArrayList<List<String>>();
        for (int n = 0; n <= LONGEST; n++) lists.add(new ArrayList<>());
        for (String word : KNOWN) lists.get(word.length()).add(word);
        var table = new String[LONGEST + 1][];
        for (int n = 0; n <= LONGEST; n++) table[n] = lists.get(n).toArray(new String[0]);
        return table;
    }

    private static String[] numbers() {
        var numbers = new String[128];
        for (int n = 0; n < 128; n++) numbers[n] = Integer.toString(n);
        return numbers;
    }

    /// The decimal text of 0..127.
    static String number(int n) {
        return NUMBERS[n];
    }

    static String of(byte[] octets, int from, int to) {
        int length = to - from;
        if (length == 0) return "";
        if (length <= LONGEST) {
            for (String word : BY_LENGTH[length]) {
                if (matches(word, octets, from, length)) return word;
            }
        }
        return new String(octets, from, length, StandardCharsets.ISO_8859_1);
    }

    /// A format: nearly always the number of a payload type.
    static String format(byte[] octets, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i++) {
            int digit = octets[i] - '0';
            if (digit < 0 || digit > 9 || (n == 0 && i > from)) return of(octets, from, to);
            n = n * 10 + digit;
            if (n > 127) return of(octets, from, to);
        }
        return NUMBERS[n];
    }

    private static boolean matches(String word, byte[] octets, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (word.charAt(i) != (octets[from + i] & 0xFF)) return false;
        }
        return true;
    }
}
