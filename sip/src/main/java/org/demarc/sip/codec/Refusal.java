package org.demarc.sip.codec;

/// Why a request is not served.
///
/// @param status of the response
/// @param why short, without octets of the input
public record Refusal(int status, String why) {}
