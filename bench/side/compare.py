#!/usr/bin/env python3
"""Measures Demarc beside real peers, in one run on one machine, and prints the ratios.

  compare.py [calls] [registration] [media] [parse] [startup] [--quick]     all of them when none is named

The figure quoted is CPU time of the server's processes (user and system, from /proc) for each call or relayed packet:
rates and microseconds differ from machine to machine, ratios far less. Needs a built ./demarc, SIPp, Kamailio and
rtpengine (tools/peers installs them). The result is printed and kept in bench/results/. Exit 1 when a "must" is missed.
"""
import csv, datetime, hashlib, os, re, shutil, socket, statistics, subprocess, sys, tempfile, time

from processes import Child, HERE, JAVA, ROOT, class_path, cpu, free_tcp_port, free_udp_ports, quiet, resident

CORE = "127.0.0.2"  # where calls are answered: not where they come from, as a trunk is known by its address
QUICK = "--quick" in sys.argv
TASKS = [a for a in sys.argv[1:] if not a.startswith("-")] or ["parse", "startup", "calls", "registration", "media"]
LINES, MISSED = [], []


def say(text=""):
    print(text, flush=True)
    LINES.append(text)


def demarc_config(path, sut, uac, uas, admin):
    with open(path, "w") as f:
        f.write(f"""node: bench
networks:
  lo:
    addresses: [127.0.0.1]
    sip: {{ udp: {sut} }}
    media: {{ ports: 20000-31999 }}
trunks:
  pbx: {{ faces: pbx, network: lo, mode: static, peers: ["sip:127.0.0.1:{uac}"], probe: off }}
  core: {{ faces: core, network: lo, mode: static, peers: ["sip:{CORE}:{uas}"], probe: off }}
routes:
  - {{ from: pbx, to: core }}
admin: {{ address: 127.0.0.1, port: {admin} }}
log: {{ level: warn }}
""")


DOMAIN, ACCOUNTS = "bench.example.net", 1000


def registrar_config(path, sut, uas, admin):
    """Accounts u0, u1, ... that register plainly, and whose calls are challenged."""
    with open(path, "w") as f:
        f.write(f"""node: bench
networks:
  lo:
    addresses: [127.0.0.1]
    sip: {{ udp: {sut} }}
    media: {{ ports: 20000-31999 }}
trunks:
  core: {{ faces: core, network: lo, mode: static, peers: ["sip:{CORE}:{uas}"], probe: off }}
""")
        for i in range(ACCOUNTS):
            ha1 = hashlib.md5(f"u{i}:{DOMAIN}:secret".encode()).hexdigest()
            f.write(f"""  u{i}: {{ faces: pbx, network: lo, mode: registration, domain: {DOMAIN}, gin: optional, numbers: ["+1214{i:07}"],
    account: {{ user: u{i}, ha1: {{ md5: "{ha1}" }} }}, registration: {{ contacts: 16, authenticate: always }} }}
""")
        f.write(f"""routes:
  - {{ to: core }}
guard: {{ answers-per-second: 10000 }} # all of them from one address
admin: {{ address: 127.0.0.1, port: {admin} }}
log: {{ level: error }}
""")


def start_demarc(work, sut, uac, uas, registrar=False):
    config = work + "/demarc.yaml"
    admin = free_tcp_port()
    if registrar:
        registrar_config(config, sut, uas, admin)
    else:
        demarc_config(config, sut, uac, uas, admin)
    child = Child([ROOT + "/demarc", "run", "-c", config], work + "/demarc.log")
    child.wait_for("demarc ready", 120)
    return child


CHALLENGE = """if (!pv_www_authenticate("%s", "secret", "0")) { www_challenge("%s", "1"); exit; }""" % (DOMAIN, DOMAIN)
REGISTRAR = """loadmodule "auth.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
modparam("usrloc", "db_mode", 0)
modparam("auth", "nonce_expire", 60)
modparam("auth", "nonce_count", 1)
modparam("auth", "qop", "auth")
modparam("auth", "nc_array_size", 1048576)
"""


def start_kamailio(work, name, sut, uas, edge, registrar=False):
    with open(HERE + "/kamailio.cfg") as f:
        text = f.read()
    digest = "digest" in name
    text = (text.replace("@CHALLENGE@", CHALLENGE + " consume_credentials();" if digest else "")
            .replace("@REGISTRAR@", 'if (is_method("REGISTER")) { ' + CHALLENGE + ' save("location"); exit; }' if registrar else "")
            .replace("@EDGE@", (REGISTRAR if registrar or digest else "") + "@EDGE@"))
    modules = 'loadmodule "dialog.so"\nloadmodule "topoh.so"\nmodparam("topoh", "mask_key", "bench")\nmodparam("topoh", "mask_ip", "127.0.0.8")\nmodparam("dialog", "hash_size", 8192)' if edge else ""
    text = (text.replace("@EDGE@", modules).replace("@DIALOG@", "dlg_manage();" if edge else "")
            .replace("@SUT@", f"127.0.0.1:{sut}").replace("@UAS@", f"{CORE}:{uas}"))
    config = f"{work}/{name}.cfg"
    with open(config, "w") as f:
        f.write(text)
    # -x fm -X fm: the faster allocator, which is the fair one to compare with
    child = Child(["kamailio", "-f", config, "-m", "2048", "-M", "16", "-x", "fm", "-X", "fm", "-P", work + f"/{name}.pid",
                   "-Y", work, "-E", "-DD"], f"{work}/{name}.log")
    time.sleep(1.5)
    if child.process.poll() is not None:
        child.wait_for("\0", 0)
    return child


def drive(work, sut, uac, uas, rate, seconds, hold=500, scenario="uac", more=()):
    """One SIPp run against a server: answered, failed, retransmissions."""
    stats = f"{work}/uac-{time.time_ns()}.csv"
    subprocess.run(["sipp", "-sf", f"{HERE}/{scenario}.xml", *more, "-i", "127.0.0.1", "-p", str(uac), "-mi", "127.0.0.1", "-nostdin",
                    "-skip_rlimit", "-buff_size", "4194304", "-r", str(rate), "-rp", "1000", "-m", str(rate * seconds),
                    "-l", "20000", "-d", str(hold), "-recv_timeout", "20000", "-timeout", str(seconds + 40),
                    "-trace_stat", "-stf", stats, "-fd", "1", f"127.0.0.1:{sut}"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds + 60)
    with open(stats) as f:
        last = list(csv.DictReader(f, delimiter=";"))[-1]
    return int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"]), int(last["Retransmissions(C)"])


def measure_calls(name, child, work, sut, uac, uas, rate, seconds, warm, scenario="uac", more=()):
    answerer = Child(["sipp", "-sf", HERE + "/uas.xml", "-i", CORE, "-p", str(uas), "-mi", CORE, "-nostdin",
                      "-skip_rlimit", "-buff_size", "4194304"], f"{work}/uas.log")
    try:
        time.sleep(0.5)
        drive(work, sut, uac, uas, rate, warm, scenario=scenario, more=more)
        time.sleep(1)
        was_quiet = quiet(20)
        before = cpu([child.pid])
        good, bad, again = drive(work, sut, uac, uas, rate, seconds, scenario=scenario, more=more)
        used = cpu([child.pid]) - before
        memory = resident([child.pid])
    finally:
        answerer.stop()
    each = used * 1e6 / max(good, 1)
    say(f"{'calls' if scenario == 'uac' else scenario} {name:<24} rate={rate:<5} ok={good:<6} failed={bad} retransmitted={again} "
        f"cpu_us_per_call={each:.1f} pss_mb={memory:.0f} quiet={'yes' if was_quiet else 'no'}")
    return (each, memory), was_quiet and not bad


def calls_once(name, work, rate, seconds, warm):
    (sut, uac), (uas,) = free_udp_ports("127.0.0.1", 2), free_udp_ports(CORE, 1)
    if name == "demarc":
        child = start_demarc(work, sut, uac, uas)
    else:
        child = start_kamailio(work, name, sut, uas, "topoh" in name)
    try:
        return measure_calls(name, child, work, sut, uac, uas, rate, seconds, warm)
    finally:
        child.stop()
        time.sleep(1)


def calls(work):
    rate, seconds, warm = (500, 5, 5) if QUICK else (2000, 12, 40)
    figures = {}
    for name in ("kamailio-proxy", "demarc", "kamailio-dialog-topoh", "demarc", "kamailio-proxy"):
        figures.setdefault(name, []).append(clean(lambda: calls_once(name, work, rate, seconds, warm)))
    ours = statistics.median(f[0] for f in figures["demarc"])
    memory = statistics.median(f[1] for f in figures["demarc"])
    proxy = statistics.median(f[0] for f in figures["kamailio-proxy"])
    edge = statistics.median(f[0] for f in figures["kamailio-dialog-topoh"])
    verdict(f"call at {rate}/s, ports allotted, against Kamailio as a record-routing proxy", ours / proxy, 1.0, 0.5)
    verdict(f"call at {rate}/s, ports allotted, against Kamailio with dialog and topology hiding", ours / edge, None, None)
    verdict("resident at that rate, MB", memory, 370, 185)


def registrar_once(name, work, rate, seconds, warm, scenario):
    (sut, uac), (uas,) = free_udp_ports("127.0.0.1", 2), free_udp_ports(CORE, 1)
    if name == "demarc":
        shutil.rmtree(work + "/state", ignore_errors=True)
        child = start_demarc(work, sut, uac, uas, registrar=True)
    else:
        child = start_kamailio(work, name, sut, uas, "topoh" in name, registrar=True)
    with open(work + "/users.csv", "w") as f:
        f.write("SEQUENTIAL\n")
        f.writelines(f"u{i};[authentication username=u{i} password=secret]\n" for i in range(ACCOUNTS))
    try:
        return measure_calls(name, child, work, sut, uac, uas, rate, seconds, warm, scenario,
                             # What the digest is of: SIPp would name an address, which is not what it asks for.
                             ("-inf", work + "/users.csv", "-auth_uri", DOMAIN) if scenario == "register"
                             else ("-auth_uri", f"+493055500@127.0.0.1:{sut};user=phone"))
    finally:
        child.stop()
        time.sleep(1)


def registration(work):
    rate, seconds, warm = (500, 5, 5) if QUICK else (2000, 12, 40)
    for scenario, peer, what, must, aim in (
            ("register", "kamailio-registrar", "registration (401 and 200)", 0.8, 0.4),
            ("digest", "kamailio-digest-dialog-topoh", "call with a challenged INVITE", 0.5, 0.3)):
        figures = {}
        for name in (peer, "demarc", "demarc", peer):
            figures.setdefault(name, []).append(clean(lambda: registrar_once(name, work, rate, seconds, warm, scenario)))
        ours = statistics.median(f[0] for f in figures["demarc"])
        theirs = statistics.median(f[0] for f in figures[peer])
        verdict(f"{what} at {rate}/s, against Kamailio", ours / theirs, must, aim)


def verdict(what, value, must, aim):
    wanted = "" if must is None else f"must {must}, aim {aim}: " + (
        "aim reached" if value <= aim else "must reached" if value <= must else "NOT reached")
    if wanted.endswith("NOT reached"):
        MISSED.append(what)
    say(f"  => {what}: {value:.2f}  {wanted}")


def clean(run):
    """The figures of the first of three runs that lost no call on a quiet machine, of the last one when none did."""
    for _ in range(3):
        figures, fine = run()
        if fine:
            return figures
        say("# not counted: calls failed, or the machine was busy")
    say("# counted all the same: no better run in three")
    return figures


def bencode(x):
    if isinstance(x, int):
        return b"i%de" % x
    if isinstance(x, str):
        x = x.encode()
    if isinstance(x, bytes):
        return b"%d:" % len(x) + x
    if isinstance(x, list):
        return b"l" + b"".join(map(bencode, x)) + b"e"
    return b"d" + b"".join(bencode(k) + bencode(x[k]) for k in sorted(x)) + b"e"


def rtpengine_map(address, count, path):
    """Sets calls up on an rtpengine by its control protocol: caller at port 40000, callee at 40002."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect(address)
    s.settimeout(5)

    def ask(cookie, order):
        s.send(b"%d " % cookie + bencode(order))
        answer = s.recv(65535)
        return re.search(rb"c=IN IP4 (\S+)", answer).group(1).decode(), int(re.search(rb"m=audio (\d+)", answer).group(1))

    def sdp(port):
        return (f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
                "a=rtpmap:0 PCMU/8000\r\n")

    with open(path, "w") as f:
        for i in range(count):
            common = {"call-id": f"bench-{i}", "from-tag": "a", "replace": ["origin"], "ICE": "remove"}
            b = ask(2 * i, {**common, "command": "offer", "sdp": sdp(40000)})
            a = ask(2 * i + 1, {**common, "command": "answer", "to-tag": "b", "sdp": sdp(40002)})
            f.write(f"{a[0]} {a[1]} {b[0]} {b[1]}\n")


def generate(work, name, pid, path, seconds):
    """Drives the relay with that process id and returns microseconds of CPU for each relayed packet."""
    classes = class_path()
    result = subprocess.run(["taskset", "-c", "0", JAVA, "--enable-native-access=ALL-UNNAMED", "-cp", classes,
                             "org.demarc.bench.relay.Generator", path, "5", str(seconds), str(pid)],
                            capture_output=True, text=True, timeout=seconds + 60)
    if result.returncode:
        raise SystemExit(result.stderr[-2000:])
    line = result.stdout.strip().splitlines()[-1]
    each = float(re.search(r"us_per_packet=([\d.]+)", line).group(1))
    say(f"media {name:<24} {line} pss_mb={resident([pid]):.0f}")
    return each


def media(work):
    count, seconds, rounds = (100, 4, 1) if QUICK else (500, 8, 3)
    figures = {"rtpengine": [], "demarc": []}
    for _ in range(rounds):
        control = free_udp_ports("127.0.0.1", 1)[0]
        quiet(20)
        child = Child(["rtpengine", "-f", "--table=-1", "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{control}",
                       "--port-min=20000", "--port-max=39998", "--num-threads=1", "--log-level=3", "--log-stderr",
                       "--delete-delay=0", "--timeout=600", "--silent-timeout=3600", "--config-file=none"],
                      work + "/rtpengine.log", cpus="1")
        try:
            time.sleep(1.5)
            rtpengine_map(("127.0.0.1", control), count, work + "/map")
            figures["rtpengine"].append(generate(work, "rtpengine", child.pid, work + "/map", seconds))
        finally:
            child.stop()
        if os.path.exists(work + "/map"):
            os.remove(work + "/map")
        child = Child([JAVA, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m", "-cp", class_path(),
                       "org.demarc.bench.relay.RelayCalls", str(count), work + "/map"], work + "/relay.log", cpus="1")
        try:
            child.wait_for("ready")
            figures["demarc"].append(generate(work, "demarc", child.pid, work + "/map", seconds))
        finally:
            child.stop()
    ratio = statistics.median(figures["demarc"]) / statistics.median(figures["rtpengine"])
    verdict(f"plain RTP in user space, {count} calls on one core, against rtpengine", ratio, 0.55, 0.4)


def parse(work):
    result = subprocess.run([JAVA, "--enable-native-access=ALL-UNNAMED", "-cp", class_path(), "org.openjdk.jmh.Main",
                             "MessageBenchmark.*decode", "-f", "1", "-wi", "2" if QUICK else "5", "-i", "3" if QUICK else "5", "-w", "1", "-r", "1",
                             "-prof", "gc", "-tu", "ns", "-bm", "avgt"], capture_output=True, text=True, timeout=600)
    nanoseconds = octets = None
    for line in result.stdout.splitlines():
        m = re.match(r"(\S+)\s+avgt\s+\d+\s+([\d.]+)", line)
        if m and ":" not in m.group(1):
            say("parse " + " ".join(line.split()))
            nanoseconds = nanoseconds or float(m.group(2))
        m = re.search(r"gc\.alloc\.rate\.norm\s+avgt\s+\d+\s+([\d.]+)", line)
        if m:
            say("parse " + " ".join(line.split()))
            octets = octets or float(m.group(1))
    if nanoseconds is None:
        raise SystemExit(result.stdout[-2000:] + result.stderr[-2000:])
    # Anchor: the reference JAIN-SIP parser took 15.1 us and 23.9 kB for the same message on a machine of this class.
    verdict("nanoseconds to parse a 921-octet INVITE", nanoseconds, 2265, 1208)
    verdict("octets allocated for it, the copy of the message included", octets or 0, 1000, 0)


def startup(work):
    times, idle = [], 0
    for _ in range(1 if QUICK else 5):
        sut, uac, uas = free_udp_ports("127.0.0.1", 3)
        config = work + "/start.yaml"
        demarc_config(config, sut, uac, uas, free_tcp_port())
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("127.0.0.1", uac))
        s.setblocking(False)
        quiet(20)
        begin = time.monotonic()
        child = Child([ROOT + "/demarc", "run", "-c", config], work + "/start.log")
        number = 0
        try:
            while time.monotonic() - begin < 60:
                number += 1
                s.sendto((f"OPTIONS sip:127.0.0.1:{sut} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{uac};branch=z9hG4bKs{number}\r\n"
                          f"From: <sip:127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: start{number}\r\nCSeq: 1 OPTIONS\r\n"
                          "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode(), ("127.0.0.1", sut))
                time.sleep(0.004)
                try:
                    if s.recv(65535).startswith(b"SIP/2.0 200"):
                        break
                except (BlockingIOError, ConnectionRefusedError):
                    continue
            times.append((time.monotonic() - begin) * 1000)
            time.sleep(4)
            idle = resident([child.pid])
        finally:
            child.stop()
            s.close()
    say("startup ms " + " ".join(f"{t:.0f}" for t in times) + f" idle_pss_mb={idle:.0f}")
    verdict("milliseconds from exec to the first answered OPTIONS", statistics.median(times), 400, 200)
    verdict("resident when idle, MB", idle, 120, 64)


def main():
    for needed in ("sipp", "kamailio", "rtpengine", "taskset"):
        if not shutil.which(needed):
            raise SystemExit(f"{needed} is missing: tools/peers installs it")
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*:\s*(.*)", f.read())
    say(f"# {datetime.date.today()} commit {commit or 'none'}, {os.cpu_count()} x {model.group(1) if model else 'unknown processor'}, "
        f"{os.uname().sysname} {os.uname().release}")
    with tempfile.TemporaryDirectory() as work:
        for task in TASKS:
            {"calls": calls, "registration": registration, "media": media, "parse": parse, "startup": startup}[task](work)
    if not QUICK:
        os.makedirs(ROOT + "/bench/results", exist_ok=True)
        path = f"{ROOT}/bench/results/{datetime.date.today()}-{commit or 'none'}.txt"
        with open(path, "a") as f:
            f.write("\n".join(LINES) + "\n")
    sys.exit(1 if MISSED else 0)


if __name__ == "__main__":
    main()
