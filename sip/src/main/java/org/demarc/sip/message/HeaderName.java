package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The name of a header: RFC 3261 §7.3.1, §20, and the IANA registry of header fields. Equal whatever the case;
/// a compact form is the same name.
public final class HeaderName {
    private static final int SLOTS = 1024;
    private static final HeaderName[] TABLE = new HeaderName[SLOTS];
    private static final HeaderName[] BY_ID = new HeaderName[128];

    public static final HeaderName VIA = known(1, "Via", "v", false);
    public static final HeaderName FROM = known(2, "From", "f", true);
    public static final HeaderName TO = known(3, "To", "t", true);
    public static final HeaderName CALL_ID = known(4, "Call-ID", "i", true);
    public static final HeaderName CSEQ = known(5, "CSeq", "", true);
    public static final HeaderName MAX_FORWARDS = known(6, "Max-Forwards", "", true);
    public static final HeaderName CONTENT_LENGTH = known(7, "Content-Length", "l", true);
    public static final HeaderName CONTENT_TYPE = known(8, "Content-Type", "c", true);
    public static final HeaderName CONTACT = known(9, "Contact", "m", false);
    public static final HeaderName ROUTE = known(10, "Route", "", false);
    public static final HeaderName RECORD_ROUTE = known(11, "Record-Route", "", false);
    public static final HeaderName REQUIRE = known(12, "Require", "", false);
    public static final HeaderName PROXY_REQUIRE = known(13, "Proxy-Require", "", false);
    public static final HeaderName SUPPORTED = known(14, "Supported", "k", false);
    public static final HeaderName UNSUPPORTED = known(15, "Unsupported", "", false);
    public static final HeaderName ALLOW = known(16, "Allow", "", false);
    public static final HeaderName ACCEPT = known(17, "Accept", "", false);
    public static final HeaderName EXPIRES = known(18, "Expires", "", true);
    public static final HeaderName SESSION_EXPIRES = known(19, "Session-Expires", "x", true);
    public static final HeaderName MIN_SE = known(20, "Min-SE", "", true);
    public static final HeaderName CONTENT_DISPOSITION = known(21, "Content-Disposition", "", true);
    public static final HeaderName CONTENT_ENCODING = known(22, "Content-Encoding", "e", false);
    public static final HeaderName CONTENT_LANGUAGE = known(23, "Content-Language", "", false);
    public static final HeaderName CONTENT_ID = known(24, "Content-ID", "", true);
    public static final HeaderName RETRY_AFTER = known(25, "Retry-After", "", true);
    public static final HeaderName REASON = known(26, "Reason", "", false);
    public static final HeaderName WARNING = known(27, "Warning", "", false);
    public static final HeaderName TIMESTAMP = known(28, "Timestamp", "", true);
    public static final HeaderName DATE = known(29, "Date", "", true);
    public static final HeaderName RSEQ = known(30, "RSeq", "", true);
    public static final HeaderName RACK = known(31, "RAck", "", true);
    public static final HeaderName P_ASSERTED_IDENTITY = known(32, "P-Asserted-Identity", "", false);
    public static final HeaderName P_PREFERRED_IDENTITY = known(33, "P-Preferred-Identity", "", false);
    public static final HeaderName PRIVACY = known(34, "Privacy", "", false);
    public static final HeaderName REFER_TO = known(35, "Refer-To", "r", true);
    public static final HeaderName REFERRED_BY = known(36, "Referred-By", "b", true);
    public static final HeaderName REPLACES = known(37, "Replaces", "", true);
    public static final HeaderName EVENT = known(38, "Event", "o", true);
    public static final HeaderName SUBSCRIPTION_STATE = known(39, "Subscription-State", "", true);
    public static final HeaderName PATH = known(40, "Path", "", false);
    public static final HeaderName SERVICE_ROUTE = known(41, "Service-Route", "", false);
    public static final HeaderName AUTHORIZATION = known(42, "Authorization", "", false);
    public static final HeaderName PROXY_AUTHORIZATION = known(43, "Proxy-Authorization", "", false);
    public static final HeaderName WWW_AUTHENTICATE = known(44, "WWW-Authenticate", "", false);
    public static final HeaderName PROXY_AUTHENTICATE = known(45, "Proxy-Authenticate", "", false);
    public static final HeaderName AUTHENTICATION_INFO = known(46, "Authentication-Info", "", false);
    public static final HeaderName USER_AGENT = known(47, "User-Agent", "", true);
    public static final HeaderName SERVER = known(48, "Server", "", true);
    public static final HeaderName SUBJECT = known(49, "Subject", "s", true);
    public static final HeaderName MIN_EXPIRES = known(50, "Min-Expires", "", true);
    public static final HeaderName MIME_VERSION = known(51, "MIME-Version", "", true);
    public static final HeaderName ORGANIZATION = known(52, "Organization", "", true);
    public static final HeaderName PRIORITY = known(53, "Priority", "", true);
    public static final HeaderName IN_REPLY_TO = known(54, "In-Reply-To", "", false);
    public static final HeaderName REPLY_TO = known(55, "Reply-To", "", true);
    public static final HeaderName ALERT_INFO = known(56, "Alert-Info", "", false);
    public static final HeaderName CALL_INFO = known(57, "Call-Info", "", false);
    public static final HeaderName ERROR_INFO = known(58, "Error-Info", "", false);
    public static final HeaderName ACCEPT_ENCODING = known(59, "Accept-Encoding", "", false);
    public static final HeaderName ACCEPT_LANGUAGE = known(60, "Accept-Language", "", false);
    public static final HeaderName ALLOW_EVENTS = known(61, "Allow-Events", "u", false);
    public static final HeaderName IDENTITY = known(62, "Identity", "y", false);
    public static final HeaderName IDENTITY_INFO = known(63, "Identity-Info", "n", true);
    public static final HeaderName GEOLOCATION = known(64, "Geolocation", "", false);
    public static final HeaderName GEOLOCATION_ROUTING = known(65, "Geolocation-Routing", "", true);
    public static final HeaderName GEOLOCATION_ERROR = known(66, "Geolocation-Error", "", true);
    public static final HeaderName HISTORY_INFO = known(67, "History-Info", "", false);
    public static final HeaderName DIVERSION = known(68, "Diversion", "", false);
    public static final HeaderName TARGET_DIALOG = known(69, "Target-Dialog", "", true);
    public static final HeaderName JOIN = known(70, "Join", "", true);
    public static final HeaderName REFER_SUB = known(71, "Refer-Sub", "", true);
    public static final HeaderName SIP_ETAG = known(72, "SIP-ETag", "", true);
    public static final HeaderName SIP_IF_MATCH = known(73, "SIP-If-Match", "", true);
    public static final HeaderName REQUEST_DISPOSITION = known(74, "Request-Disposition", "d", false);
    public static final HeaderName ACCEPT_CONTACT = known(75, "Accept-Contact", "a", false);
    public static final HeaderName REJECT_CONTACT = known(76, "Reject-Contact", "j", false);
    public static final HeaderName P_CALLED_PARTY_ID = known(77, "P-Called-Party-ID", "", true);
    public static final HeaderName P_CHARGING_VECTOR = known(78, "P-Charging-Vector", "", true);
    public static final HeaderName P_ACCESS_NETWORK_INFO = known(79, "P-Access-Network-Info", "", false);
    public static final HeaderName P_EARLY_MEDIA = known(80, "P-Early-Media", "", false);
    public static final HeaderName P_ASSOCIATED_URI = known(81, "P-Associated-URI", "", false);
    public static final HeaderName SECURITY_CLIENT = known(82, "Security-Client", "", false);
    public static final HeaderName SECURITY_SERVER = known(83, "Security-Server", "", false);
    public static final HeaderName SECURITY_VERIFY = known(84, "Security-Verify", "", false);
    public static final HeaderName RESOURCE_PRIORITY = known(85, "Resource-Priority", "", false);
    public static final HeaderName ACCEPT_RESOURCE_PRIORITY = known(86, "Accept-Resource-Priority", "", false);
    public static final HeaderName USER_TO_USER = known(87, "User-to-User", "", false);
    public static final HeaderName SESSION_ID = known(88, "Session-ID", "", true);
    public static final HeaderName ANSWER_MODE = known(89, "Answer-Mode", "", true);
    public static final HeaderName FLOW_TIMER = known(90, "Flow-Timer", "", true);
    public static final HeaderName RECV_INFO = known(91, "Recv-Info", "", false);
    public static final HeaderName INFO_PACKAGE = known(92, "Info-Package", "", true);
    public static final HeaderName MAX_BREADTH = known(93, "Max-Breadth", "", true);
    public static final HeaderName FEATURE_CAPS = known(94, "Feature-Caps", "", false);
    public static final HeaderName PERMISSION_MISSING = known(95, "Permission-Missing", "", false);
    public static final HeaderName SUPPRESS_IF_MATCH = known(96, "Suppress-If-Match", "", true);
    public static final HeaderName ATTESTATION_INFO = known(97, "Attestation-Info", "", true);
    public static final HeaderName ORIGINATION_ID = known(98, "Origination-Id", "", true);

    /// Number of the known name in an index, 0 for the names that are not known.
    final int id;
    private final String canonical;
    private final String lower;
    private final String compact;
    private final boolean single;
    private final byte[] octets;

    private HeaderName(int id, String canonical, String compact, boolean single) {
        this.id = id;
        this.canonical = canonical;
        this.lower = Ascii.lower(canonical);
        this.compact = compact;
        this.single = single;
        this.octets = canonical.getBytes(StandardCharsets.US_ASCII);
    }

    private static HeaderName known(int id, String canonical, String compact, boolean single) {
        var name = new HeaderName(id, canonical, compact, single);
        BY_ID[id] = name;
        put(name.lower, name);
        if (!compact.isEmpty()) {
            put(compact, name);
        }
        return name;
    }

    private static void put(String lower, HeaderName name) {
        int slot = slot(
                lower.length(), lower.charAt(0), lower.charAt(lower.length() - 1), lower.charAt(lower.length() / 2));
        while (TABLE[slot] != null) {
            slot = slot + 1 & SLOTS - 1;
        }
        TABLE[slot] = name;
    }

    private static int slot(int length, int first, int last, int middle) {
        return (length * 31 + (first | 0x20)) * 37 + (last | 0x20) * 5 + (middle | 0x20) & SLOTS - 1;
    }

    /// The name at `[from, to)`; null for one that is not known.
    static @Nullable HeaderName recognise(byte[] b, int from, int to) {
        int length = to - from;
        int slot = slot(length, b[from], b[to - 1], b[from + length / 2]);
        while (true) {
            HeaderName name = TABLE[slot];
            if (name == null) {
                return null;
            }
            if (name.isAt(b, from, to)) {
                return name;
            }
            slot = slot + 1 & SLOTS - 1;
        }
    }

    /// Most senders write the canonical name, which is compared at once.
    private boolean isAt(byte[] b, int from, int to) {
        return Arrays.equals(b, from, to, octets, 0, octets.length)
                || Ascii.equalsIgnoreCase(b, from, to, to - from == 1 ? compact : lower);
    }

    static @Nullable HeaderName byId(int id) {
        return BY_ID[id];
    }

    /// The header of that name or compact form. A name that is no token is the caller's mistake.
    public static HeaderName of(String name) {
        if (!Ascii.isToken(name)) {
            throw new IllegalArgumentException("a token is expected as header name");
        }
        byte[] b = name.getBytes(StandardCharsets.US_ASCII);
        HeaderName known = recognise(b, 0, b.length);
        return known != null ? known : new HeaderName(0, name, "", false);
    }

    /// As its specification writes it; for a name that is not known, as it was given.
    public String canonical() {
        return canonical;
    }

    /// The one letter that may stand for it, "" when there is none.
    public String compact() {
        return compact;
    }

    /// One of the constants of this class.
    public boolean isKnown() {
        return id != 0;
    }

    /// The header has one value: a second field makes the message malformed.
    public boolean isSingle() {
        return single;
    }

    /// The number of a constant of this class, 0 for other names.
    public int id() {
        return id;
    }

    String lower() {
        return lower;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof HeaderName that && lower.equals(that.lower));
    }

    @Override
    public int hashCode() {
        return lower.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
