/// What tests need to be random and still repeatable: one seed for everything ([Gen], [Seeded]), time
/// that moves only when told to ([VirtualClock]), and a network that loses, repeats, delays and breaks
/// ([FaultyNetwork]).
@NullMarked
package org.demarc.sim;

import org.jspecify.annotations.NullMarked;
