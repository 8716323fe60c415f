package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.demarc.media.sdp.Decoded;
import org.demarc.media.sdp.SdpDecoder;
import org.demarc.media.sdp.SessionDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandwidthTest {
    private static SessionDescription sdp(String session, String media) {
        String text = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\n" + session + "t=0 0\n" + media;
        byte[] octets = text.replace(";", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return switch (SdpDecoder.decode(octets)) {
            case Decoded.Parsed(SessionDescription description) -> description;
            case Decoded.Malformed malformed -> throw new IllegalArgumentException(malformed.toString());
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # media lines                                                              | kbit/s
            m=audio 4000 RTP/AVP 8 101;a=rtpmap:101 telephone-event/8000               | 80
            m=audio 4000 RTP/AVP 18                                                    | 24
            m=audio 4000 RTP/AVP 18 0                                                  | 80
            m=audio 4000 RTP/AVP 18;a=ptime:60                                         | 14
            m=audio 4000 RTP/SAVP 8;c=IN IP6 2001:db8::1                               | 88
            m=audio 4000 RTP/AVP 96;a=rtpmap:96 AMR-WB/16000                           | 40
            m=audio 4000 RTP/AVP 96;a=rtpmap:96 L16/16000/2                            | 528
            m=audio 4000 RTP/AVP 96;a=rtpmap:96 thing/8000                             | 80
            m=audio 4000 RTP/AVP 0;b=AS:30                                             | 30
            m=audio 4000 RTP/AVP 0;b=TIAS:8000;a=maxprate:50.0                         | 24
            m=audio 4000 RTP/AVP 0;b=X-YZ:128                                          | 80
            m=audio 4000 RTP/AVP 0;a=ptime:0                                           | 80
            m=audio 4000 RTP/AVP 0;m=video 4002 RTP/AVP 31;b=AS:384                    | 464
            m=audio 4000 RTP/AVP 0;m=video 4002 RTP/AVP 31                             | 1080
            m=audio 0 RTP/AVP 0;m=image 4002 udptl t38                                 | 64
            m=audio 4000 RTP/AVP 0;b=AS:99999999999                                    | 1000000
            m=audio 4000 RTP/AVP 0;b=AS:x                                              | 80
            """)
    void whatAStreamTakes(String media, int kilobits) {
        assertThat(Bandwidth.of(sdp("", media.strip() + "\n"))).isEqualTo(kilobits);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            b=AS:64  | 64
            b=CT:40  | 40
            b=AS:500 | 80
            """)
    void whatTheSessionIsBoundedTo(String session, int kilobits) {
        assertThat(Bandwidth.of(sdp(session.strip() + "\n", "m=audio 4000 RTP/AVP 0\n")))
                .isEqualTo(kilobits);
    }
}
