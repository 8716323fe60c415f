package org.demarc.app.lab;

import java.util.ArrayList;
import java.util.List;
import org.demarc.pbx.phone.Answering;
import org.demarc.pbx.phone.Extension;

/// The phones of the lab: 25 in the PBX, 25 at the far end, each number with a tone that no other has.
final class Numbering {
    static final int PHONES = 25;
    static final String PBX_NUMBERS = "+12145550100..+12145550124";
    static final String FAR_NUMBERS = "+12065550125..+12065550149";
    private static final int FIRST_PBX = 100;
    private static final int FIRST_FAR = 125;

    private Numbering() {}

    static List<Extension> pbx(long ringMillis) {
        return phones(FIRST_PBX, "+12145550", "Desk ", ringMillis);
    }

    static List<Extension> far(long ringMillis) {
        return phones(FIRST_FAR, "+12065550", "Line ", ringMillis);
    }

    private static List<Extension> phones(int first, String prefix, String name, long ringMillis) {
        List<Extension> phones = new ArrayList<>(PHONES);
        for (int i = first; i < first + PHONES; i++) {
            phones.add(new Extension(Integer.toString(i), prefix + i, name + i, new Answering.After(ringMillis)));
        }
        return phones;
    }
}
