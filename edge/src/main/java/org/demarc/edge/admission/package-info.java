/// What all lanes share: how many calls each trunk carries, its limits, and how its peers do (catalogue
/// OVL-007, FLD-001, FLD-007, CAL-020); overload control with neighbours (RFC 7339, RFC 7415) and what strangers may
/// cost us (SEC-018). Atomic values only; no lock.
@NullMarked
package org.demarc.edge.admission;

import org.jspecify.annotations.NullMarked;
