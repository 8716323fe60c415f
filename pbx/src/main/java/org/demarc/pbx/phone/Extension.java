package org.demarc.pbx.phone;

import org.demarc.trunk.numbers.NumberRange;

/// One phone of the PBX.
///
/// @param name how it is dialled inside: `101`
/// @param number its number outside, E.164 with `+`
/// @param displayName what a called party's phone shows beside the number
/// @param answering what it does when it rings
public record Extension(String name, String number, String displayName, Answering answering) {
    public Extension {
        if (!NumberRange.isE164(number)) throw new IllegalArgumentException("an E.164 number expected: " + number);
    }
}
