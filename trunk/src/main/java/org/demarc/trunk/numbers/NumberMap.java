package org.demarc.trunk.numbers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the numbers of a trunk look on its two sides: as a PBX dials and shows them inside, as E.164 outside (catalogue
/// OUT-001, IDN-001). Single numbers come first, then the longest prefix that fits. What `problems` finds nothing wrong
/// with is mapped there and back to itself.
public final class NumberMap {
    /// Every number looks the same on both sides, and only E.164 goes out.
    public static final NumberMap SAME = new NumberMap(List.of(), List.of());

    private static final int MOST_CHECKED = 200_000;
    private static final int MOST_PROBLEMS = 20;

    private final List<Single> singles;
    private final List<Prefix> prefixes;
    private final Map<String, String> outside = new HashMap<>();
    private final Map<String, String> inside = new HashMap<>();

    /// One number.
    ///
    /// @param inside digits, as an extension or a short number
    /// @param outside E.164, or the same digits for a number that the provider knows so (`112`)
    public record Single(String inside, String outside) {
        public Single {
            if (!isDialled(inside)) throw new IllegalArgumentException("digits expected: " + inside);
            if (!NumberRange.isE164(outside) && !outside.equals(inside)) {
                throw new IllegalArgumentException("+ and 2 to 15 digits expected: " + outside);
            }
        }
    }

    /// All numbers with one beginning: `020` for `+4420`, or nothing for `+12145550` and three digits.
    ///
    /// @param inside the beginning inside, perhaps none
    /// @param outside the beginning outside: `+`, perhaps with digits
    /// @param least how many digits follow, at least
    /// @param most how many follow at most
    public record Prefix(String inside, String outside, int least, int most) {
        public Prefix {
            if (!inside.isEmpty() && !inside.equals("+") && !isDialled(inside)) {
                throw new IllegalArgumentException("digits expected: " + inside);
            }
            if (outside.isEmpty() || outside.charAt(0) != '+' || !isDigits(outside, 1)) {
                throw new IllegalArgumentException("+ and digits expected: " + outside);
            }
            if (least < 0 || most < least || outside.length() - 1 + most > 15) {
                throw new IllegalArgumentException("a number has 2 to 15 digits: " + outside + " and up to " + most);
            }
        }

        /// As many digits as a number may have.
        public Prefix(String inside, String outside) {
            this(inside, outside, 1, 15 - (outside.length() - 1));
        }

        private boolean fits(String number, String beginning) {
            int rest = number.length() - beginning.length();
            return rest >= least
                    && rest <= most
                    && number.startsWith(beginning)
                    && isDigits(number, beginning.length());
        }
    }

    /// @param singles the numbers that follow no rule; each stands once on each side
    public NumberMap(List<Single> singles, List<Prefix> prefixes) {
        this.singles = List.copyOf(singles);
        this.prefixes = List.copyOf(prefixes);
        for (Single single : singles) {
            if (outside.put(single.inside(), single.outside()) != null) {
                throw new IllegalArgumentException(single.inside() + " stands twice");
            }
            if (inside.put(single.outside(), single.inside()) != null) {
                throw new IllegalArgumentException(single.outside() + " stands twice");
            }
        }
    }

    /// What goes out for a number of the inside: E.164, or a number that the provider knows as it is dialled; null when
    /// no rule fits. E.164 with its `+` goes out as it is, unless a rule says otherwise.
    public @Nullable String toOutside(String number) {
        String single = outside.get(number);
        if (single != null) return single;
        Prefix best = null;
        for (Prefix p : prefixes) {
            if (p.fits(number, p.inside())
                    && (best == null || p.inside().length() > best.inside().length())) {
                best = p;
            }
        }
        if (best != null) {
            String mapped = best.outside() + number.substring(best.inside().length());
            return NumberRange.isE164(mapped) ? mapped : null;
        }
        return NumberRange.isE164(number) ? number : null;
    }

    /// How the inside knows a number of the outside; the same where no rule fits.
    public String toInside(String number) {
        String single = inside.get(number);
        if (single != null) return single;
        Prefix best = null;
        for (Prefix p : prefixes) {
            if (p.fits(number, p.outside())
                    && (best == null || p.outside().length() > best.outside().length())) {
                best = p;
            }
        }
        return best == null
                ? number
                : best.inside() + number.substring(best.outside().length());
    }

    /// Numbers of an inventory that do not come back as they went, one line for people each; empty when all do. Of a
    /// range that is larger than anybody assigns, the beginning is looked at.
    public List<String> problems(List<NumberRange> inventory) {
        var problems = new ArrayList<String>();
        long left = MOST_CHECKED;
        for (NumberRange range : inventory) {
            for (long n = range.first(); n <= range.last() && left-- > 0; n++) {
                String number = "+" + n;
                String known = toInside(number);
                String back = toOutside(known);
                if (number.equals(back)) continue;
                problems.add(number + " is " + known + " inside, and that is " + (back == null ? "no number" : back)
                        + " outside");
                if (problems.size() == MOST_PROBLEMS) return problems;
            }
        }
        return problems;
    }

    /// The same rules.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumberMap that && singles.equals(that.singles) && prefixes.equals(that.prefixes);
    }

    @Override
    public int hashCode() {
        return singles.hashCode() * 31 + prefixes.hashCode();
    }

    private static boolean isDialled(String text) {
        if (text.isEmpty() || text.length() > 32) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '*' && c != '#') return false;
        }
        return true;
    }

    private static boolean isDigits(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return true;
    }
}
