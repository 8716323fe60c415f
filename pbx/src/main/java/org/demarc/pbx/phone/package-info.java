/// A PBX whose phones are inside it, on one trunk: calls with offer and answer (RFC 3261 sections 13 to 15, RFC
/// 3264), hold (RFC 6337 section 5.3), numbers as E.164 (catalogue OUT-001, STA-003, IDN-001).
@NullMarked
package org.demarc.pbx.phone;

import org.jspecify.annotations.NullMarked;
