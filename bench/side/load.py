#!/usr/bin/env python3
"""Shows that one program carries calls and media together and leaves nothing behind.

  load.py [seconds]      30 when not given

`demarc run` with two static trunks is started cold and carries SIPp's 500 calls a second from the PBX to the core and,
at the same time, RTP both ways on 200 calls from the core to the PBX. Good (exit 0) is: no call failed, no message was
repeated by us or because of us, every datagram that we count as sent was seen by a peer, less than a thousandth of the
RTP packets was lost, and afterwards the status shows no call, port, dialog or transaction.
"""
import csv, glob, json, os, re, shutil, socket, subprocess, sys, tempfile, threading, time, urllib.request

from processes import Child, HERE, JAVA, ROOT, class_path, cpu, free_tcp_port, free_udp_ports, resident

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
RATE, MEDIA_CALLS, WARM = 500, 200, 5
EDGE, PBX, CORE = "127.0.0.1", "127.0.0.2", "127.0.0.3"
GENERATOR = {CORE: 40000, PBX: 40002}  # where the generator of packets listens on 127.0.0.1, as caller and as called
NUMBERS = 14085550000
LINGER = 34  # seconds: what ends a call lives for 64*T1, and a little
FAULTS = []


def show(name, text, good=True):
    print(f"{name:<14} {text}{'' if good else '   <= NOT GOOD'}", flush=True)
    if not good:
        FAULTS.append(name)


def configuration(path, sip, pbx, core, admin):
    with open(path, "w") as f:
        f.write(f"""node: load
networks:
  lo: {{ addresses: [{EDGE}], sip: {{ udp: {sip} }}, media: {{ ports: 10000-21999 }} }}
trunks:
  pbx:
    {{ faces: pbx, network: lo, mode: static, peers: ["sip:{PBX}:{pbx}"], sources: [{PBX}], probe: off,
      numbers: ["+{NUMBERS}..+{NUMBERS + 999}"] }}
  core: {{ faces: core, network: lo, mode: static, peers: ["sip:{CORE}:{core}"], sources: [{CORE}], probe: off }}
routes:
  - {{ from: pbx, to: core }}
admin: {{ address: 127.0.0.1, port: {admin} }}
log: {{ level: warn }}
""")


class Phones:
    """One side of the media calls: just enough SIP for calls that go right. Counts the datagrams that it gets."""

    def __init__(self, host, port, edge):
        self.host, self.edge, self.seen, self.repeated = host, edge, 0, 0
        self.relay = {}  # call -> where the edge wants this side's RTP
        self.finals, self.known, self.to = {}, set(), {}
        self.changed = threading.Condition()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((host, port))
        self.us = f"{host}:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.listen, daemon=True).start()

    def sdp(self):
        return (f"v=0\r\no=- 1 1 IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                f"m=audio {GENERATOR[self.host]} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")

    def send(self, head, body=""):
        kind = "Content-Type: application/sdp\r\n" if body else ""
        self.socket.sendto(f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode(), self.edge)

    def request(self, method, call, number):
        uri = f"sip:+{NUMBERS + call}@{self.edge[0]}:{self.edge[1]}"
        with self.changed:
            target = self.to.get(call, (f"<{uri}>", uri))
        self.send(f"{method} {target[1]} SIP/2.0\r\nVia: SIP/2.0/UDP {self.us};branch=z9hG4bKm{call}{method};rport\r\n"
                  f"Max-Forwards: 70\r\nFrom: <sip:+12145550100@{self.host}>;tag=m{call}\r\nTo: {target[0]}\r\n"
                  f"Call-ID: media-{call}\r\nCSeq: {number} {method}\r\nContact: <sip:m@{self.us}>\r\n",
                  self.sdp() if method == "INVITE" else "")

    def listen(self):
        while True:
            text = self.socket.recv(65535).decode()
            self.seen += 1
            start, head = text.split("\r\n", 1)
            if text in self.known:
                self.repeated += 1
            self.known.add(text)
            if start.startswith("SIP/2.0 "):
                self.response(int(start[8:11]), head)
            elif not start.startswith("ACK "):
                self.answer(start.split()[0], head)

    def response(self, status, head):
        if status < 200:
            return
        method = re.search(r"CSeq: \d+ (\w+)", head)[1]
        call = int(re.search(r"From: .*;tag=m(\d+)", head)[1])
        with self.changed:
            if method == "INVITE" and status == 200:
                self.to[call] = (re.search(r"To: (.*?)\r", head)[1], re.search(r"Contact: <(.*?)>", head)[1])
                self.relay[call] = self.media(head)
            self.finals[call, method] = status
            self.changed.notify_all()
        if method == "INVITE" and status == 200:
            self.request("ACK", call, 1)

    def answer(self, method, head):
        copied = "".join(line + "\r\n" for line in head.split("\r\n\r\n")[0].split("\r\n")
                         if re.match(r"(Via|From|Call-ID|CSeq|Record-Route):", line))
        to = re.search(r"To: .*", head)[0].rstrip()
        if method == "INVITE":
            call = int(re.search(r"To: .*\+(\d+)@", head)[1]) - NUMBERS
            with self.changed:
                self.relay[call] = self.media(head)
            self.send(f"SIP/2.0 200 OK\r\n{copied}{to};tag=p{call}\r\nContact: <sip:p@{self.us}>\r\n", self.sdp())
        else:
            self.send(f"SIP/2.0 200 OK\r\n{copied}{to}\r\n")

    @staticmethod
    def media(text):
        return re.search(r"c=IN IP4 (\S+)", text)[1] + " " + re.search(r"m=audio (\d+)", text)[1]

    def each(self, method, number):
        """Sends the request in every call, a hundred a second; how many were answered 200."""
        for call in range(MEDIA_CALLS):
            self.request(method, call, number)
            time.sleep(0.01)
        with self.changed:
            self.changed.wait_for(lambda: sum(m == method for _, m in self.finals) == MEDIA_CALLS, 10)
            return sum(m == method and status == 200 for (_, m), status in self.finals.items())


def sipp(scenario, host, port, work, *more):
    directory = f"{work}/{scenario}"
    os.makedirs(directory)
    return subprocess.Popen(["sipp", "-sf", f"{HERE}/{scenario}.xml", "-i", host, "-p", str(port), "-mi", host, "-nostdin",
                             "-skip_rlimit", "-buff_size", "4194304", "-trace_stat", "-fd", "1", "-trace_counts", *more],
                            cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def last_row(pattern):
    with open(glob.glob(pattern)[0]) as f:
        return list(csv.DictReader(f, delimiter=";"))[-1]


def counts(work, scenario):
    """What SIPp counted: messages that it got, and those repeated on either side."""
    row = last_row(f"{work}/{scenario}/*_counts.csv")
    total = lambda end: sum(int(v) for k, v in row.items() if k and k.endswith(end) and v)
    return total("_Recv"), total("_Retrans")


def status(admin):
    with urllib.request.urlopen(f"http://127.0.0.1:{admin}/api/status", timeout=10) as answer:
        return json.load(answer)


def run(work):
    sip, pbx, core, caller, media = free_udp_ports(EDGE, 5)
    admin = free_tcp_port()
    configuration(work + "/load.yaml", sip, pbx, core, admin)
    callee = Phones(PBX, pbx, (EDGE, sip))
    origin = Phones(CORE, media, (EDGE, sip))
    node = Child([ROOT + "/demarc", "run", "-c", work + "/load.yaml"], work + "/demarc.log")
    answerer = sipp("uas", CORE, core, work)
    try:
        node.wait_for("demarc ready", 120)
        print(f"{SECONDS} seconds of {RATE} calls a second and of RTP on {MEDIA_CALLS} calls, from a cold start", flush=True)
        calls = sipp("uac", PBX, caller, work, "-r", str(RATE), "-rp", "1000", "-m", str(RATE * SECONDS), "-l", "20000",
                     "-d", "500", "-recv_timeout", "20000", "-timeout", str(SECONDS + 60), f"{EDGE}:{sip}")
        up = origin.each("INVITE", 1)
        show("media calls", f"{up} of {MEDIA_CALLS} answered", up == MEDIA_CALLS)
        with open(work + "/map", "w") as f:
            f.writelines(f"{origin.relay[c]} {callee.relay[c]}\n" for c in sorted(origin.relay) if c in callee.relay)
        seconds = max(5, SECONDS - WARM - 5)
        packets = subprocess.run([JAVA, "--enable-native-access=ALL-UNNAMED", "-cp", class_path(),
                                  "org.demarc.bench.relay.Generator", work + "/map", str(WARM), str(seconds), str(node.pid)],
                                 capture_output=True, text=True, timeout=seconds + 60)
        lost = re.search(r"sent=(\d+) received=(\d+) lost=([\d.]+)%", packets.stdout)
        if not lost:
            raise SystemExit(packets.stderr[-2000:])
        show("media", f"{lost[1]} packets sent, {lost[2]} received, {lost[3]} % lost", float(lost[3]) < 0.1)
        calls.wait(SECONDS + 90)
        gone = origin.each("BYE", 2)
        show("media calls", f"{gone} of {MEDIA_CALLS} ended", gone == MEDIA_CALLS)
        time.sleep(1.5)  # it writes its counts each second
        answerer.terminate()
        answerer.wait(10)
        verdict(work, node, admin, callee, origin)
    finally:
        for process in (answerer, calls):
            if process.poll() is None:
                process.kill()
        node.stop()
    show("log", "nothing to complain of" if quiet_log(work) else open(work + "/demarc.log").read()[-1500:], quiet_log(work))


def quiet_log(work):
    with open(work + "/demarc.log") as f:
        return not re.search(r" (WARN|ERROR) ", f.read())


def verdict(work, node, admin, callee, origin):
    row = last_row(f"{work}/uac/uac_*_.csv")
    good, bad = int(row["SuccessfulCall(C)"]), int(row["FailedCall(C)"])
    show("calls", f"{good} good, {bad} failed", good == RATE * SECONDS and bad == 0)
    (from_edge, repeated), (at_answerer, repeated_there) = counts(work, "uac"), counts(work, "uas")
    again = repeated + repeated_there + callee.repeated + origin.repeated
    show("repeated", f"{again} messages, by anybody", again == 0)
    traffic = status(admin)["traffic"]
    seen = from_edge + at_answerer + callee.seen + origin.seen
    show("datagrams", f"{traffic['datagramsSent']} sent by the node, {seen} seen by its peers", traffic["datagramsSent"] == seen)
    show("cost", f"{cpu([node.pid]):.1f} s of CPU in all, {resident([node.pid]):.0f} MB resident")
    time.sleep(LINGER)
    after = status(admin)
    left = {k: after["counts"][k] for k in ("calls", "dialogs", "transactions")} | {"media ports": after["mediaPorts"]}
    show("left over", ", ".join(f"{v} {k}" for k, v in left.items()), not any(left.values()))


def main():
    if not shutil.which("sipp"):
        raise SystemExit("sipp is missing: tools/peers installs it")
    with tempfile.TemporaryDirectory() as work:
        run(work)
    print("not good: " + ", ".join(dict.fromkeys(FAULTS)) if FAULTS else "all good")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
