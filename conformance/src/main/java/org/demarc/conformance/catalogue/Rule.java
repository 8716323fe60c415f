package org.demarc.conformance.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One testable rule.
///
/// @param id prefix of the area and number; never reused
/// @param mode the trunk mode that it is for: `registration`, `static` or `both`
/// @param basis `rfc` (a cited section says so), `sipconnect` (a topic of that recommendation) or `profile` (our
/// choice)
/// @param text one or two sentences
public record Rule(
        String id,
        String title,
        String element,
        String mode,
        Level level,
        String area,
        Tier tier,
        String basis,
        String text,
        List<Source> sources,
        List<Case> cases) {

    /// How strongly it binds. For the two that forbid, the text says what is absent.
    public enum Level {
        MUST,
        MUST_NOT,
        SHOULD,
        SHOULD_NOT,
        MAY;

        /// As in the data and on the command line.
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /// Part of the first conformance release, or beyond it.
    public enum Tier {
        CORE,
        EXTENDED
    }

    /// Where a rule comes from: a section of an RFC, or a topic of another document.
    ///
    /// @param rfc 0 for another document
    /// @param section of the RFC; null for all of it
    /// @param document its name; null for an RFC
    /// @param topic in the document; null for an RFC
    public record Source(
            int rfc,
            @Nullable String section,
            @Nullable String document,
            @Nullable String topic) {
        @Override
        public String toString() {
            return rfc == 0 ? document + ", " + topic : "RFC " + rfc + (section == null ? "" : " section " + section);
        }
    }

    /// What is done, and what is then seen on the wire.
    public record Case(String stimulus, String expected) {}

    public Rule {
        sources = List.copyOf(sources);
        cases = List.copyOf(cases);
    }
}
