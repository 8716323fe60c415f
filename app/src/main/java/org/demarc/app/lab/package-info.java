/// The laboratory: PBX with phones, enterprise edge, provider edge and far end in one process, over real
/// sockets on loopback, and calls that prove themselves (the reference architecture of SIPconnect 2.0, section
/// 5).
@NullMarked
package org.demarc.app.lab;

import org.jspecify.annotations.NullMarked;
