/// Who a certificate says that it belongs to, as SIP sees it: RFC 5922.
@NullMarked
package org.demarc.sip.identity;

import org.jspecify.annotations.NullMarked;
