package org.demarc.net.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a network's certificates as its files are. What new files cannot give, the old ones go on giving;
/// open connections do not notice. Any thread.
public final class TlsKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(TlsKeeper.class);
    /// Looks in a row that find files changed again, before they are read as they are.
    private static final int MOST_RESTLESS = 3;

    private static final List<Integer> WARNED_DAYS_BEFORE = List.of(1, 7, 30);

    /// What a file looked like from outside, without reading it.
    private record Look(Path file, long modified, long size, String key) {}

    private final String network;
    private final TlsConfig config;
    private final InstantSource clock;
    private volatile TlsFiles current;
    private List<Look> read;
    private List<Look> seen;
    private int restless;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private TlsKeeper(String network, TlsConfig config, InstantSource clock) {
        this.network = network;
        this.config = config;
        this.clock = clock;
        this.read = looks();
        this.seen = read;
        this.current = TlsFiles.read(network, config, clock.instant());
    }

    /// Reads the files.
    ///
    /// @throws TlsProblem for the first that cannot be used
    public static TlsKeeper open(String network, TlsConfig config, InstantSource clock) {
        var keeper = new TlsKeeper(network, config, clock);
        keeper.doubts();
        keeper.warnOfExpiry();
        return keeper;
    }

    /// What would be wrong with the files, "" for nothing: for who only wants to know.
    public static String problem(String network, TlsConfig config, InstantSource clock) {
        try {
            TlsFiles.read(network, config, clock.instant());
            return "";
        } catch (TlsProblem e) {
            return String.valueOf(e.getMessage());
        }
    }

    public TlsConfig config() {
        return config;
    }

    /// For the next handshake.
    public SSLContext context() {
        return current.context();
    }

    /// Those in use.
    public List<CertificateStatus> certificates() {
        return current.certificates();
    }

    /// Looks whether the files have changed, and reads them when they changed and then stayed as they are
    /// until the next look: certificate and key are seldom replaced in one moment. Those that change with each look
    /// are read all the same.
    ///
    /// @return whether new ones are in use now
    public synchronized boolean poll() {
        warnOfExpiry();
        var now = looks();
        if (now.equals(read)) return false;
        if (!now.equals(seen) && ++restless < MOST_RESTLESS) {
            seen = now;
            return false;
        }
        return take(now);
    }

    /// Reads the files now, if they have changed: somebody says that they are as they shall be.
    ///
    /// @return whether new ones are in use now
    public synchronized boolean renew() {
        var now = looks();
        return !now.equals(read) && take(now);
    }

    private boolean take(List<Look> now) {
        restless = 0;
        read = now;
        seen = now;
        return reload();
    }

    /// Reads the files now.
    ///
    /// @return whether new ones are in use now
    public synchronized boolean reload() {
        try {
            current = TlsFiles.read(network, config, clock.instant());
        } catch (TlsProblem e) {
            LOG.error("event=certificates-kept network={} why=\"{}\"", network, e.getMessage());
            return false;
        }
        for (var each : current.certificates()) {
            if (!each.domains().isEmpty())
                LOG.info(
                        "event=certificates-loaded network={} domains={} not-after={}",
                        network,
                        String.join(",", each.domains()),
                        each.notAfter());
        }
        doubts();
        warnOfExpiry();
        return true;
    }

    private void doubts() {
        for (String doubt : current.doubts()) LOG.warn("event=certificate-doubt network={} why=\"{}\"", network, doubt);
    }

    /// Once at 30, 7 and 1 days before the end.
    private void warnOfExpiry() {
        Instant now = clock.instant();
        for (var each : current.certificates()) {
            long days = Duration.between(now, each.notAfter()).toDays();
            for (int before : WARNED_DAYS_BEFORE) {
                if (days >= before) continue;
                if (warned.add(before + " " + each.notAfter() + " " + each.subject())) {
                    LOG.warn(
                            "event=certificate-expires network={} file=\"{}\" subject=\"{}\" not-after={} days-left={}",
                            network,
                            each.file(),
                            each.subject().replace('"', '\''),
                            each.notAfter(),
                            days);
                }
                break;
            }
        }
    }

    private List<Look> looks() {
        var looks = new ArrayList<Look>();
        for (Path file : config.files()) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                looks.add(new Look(
                        file,
                        attributes.lastModifiedTime().toMillis(),
                        attributes.size(),
                        String.valueOf(attributes.fileKey())));
            } catch (IOException _) {
                looks.add(new Look(file, 0, -1, ""));
            }
        }
        return looks;
    }
}
