package org.demarc.interop.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/// A program of somebody else that must be on this machine.
///
/// @param program its name on PATH
/// @param debian the Debian package that brings it
public record Tool(String program, String debian) {
    public static final Tool SIPP = new Tool("sipp", "sip-tester");
    public static final Tool KAMAILIO = new Tool("kamailio", "kamailio");
    public static final Tool BARESIP = new Tool("baresip", "baresip");
    public static final Tool OPENSSL = new Tool("openssl", "openssl");
    public static final Tool DNSMASQ = new Tool("dnsmasq", "dnsmasq-base");
    public static final Tool IP = new Tool("ip", "iproute2");

    /// Where it is. A missing peer is a failure: a test that is skipped proves nothing.
    public String path() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        for (String dir : path.split(File.pathSeparator)) {
            Path file = Path.of(dir, program);
            if (!dir.isEmpty() && Files.isExecutable(file))
                return file.toAbsolutePath().toString();
        }
        throw new AssertionError(
                program + " is not on PATH: install " + debian + " (tools/peers installs all peers on Debian)");
    }
}
