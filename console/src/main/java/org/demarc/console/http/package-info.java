/// The admin interface over HTTP: JSON, problem details for errors (RFC 9457), metrics, a status page. Loopback only;
/// requests of other web sites are refused (Host and Origin are checked).
@NullMarked
package org.demarc.console.http;

import org.jspecify.annotations.NullMarked;
