#!/usr/bin/env python3
"""Shows that 10,000 accounts register, outlive the process, and that it is ready soon all the same.

  registrations.py [accounts]      10000 when not given

Each account registers in bulk with digest (SHA-256) over UDP. The node is then killed as hard as can be and started again. Good (exit
0) is: every account got its 200, all contacts are there after the restart, and the restart took less than 3 s.
"""
import hashlib, json, os, re, signal, socket, sys, tempfile, time, urllib.request

from processes import Child, ROOT, cpu, free_tcp_port, free_udp_ports, resident

ACCOUNTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
DOMAIN, HOST, PBX, OPEN, READY_WITHIN = "load.example.net", "127.0.0.1", "127.0.0.2", 64, 3.0
FAULTS = []


def show(name, text, good=True):
    print(f"{name:<14} {text}{'' if good else '   <= NOT GOOD'}", flush=True)
    if not good:
        FAULTS.append(name)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def ha1(i):
    return digest(f"u{i}:{DOMAIN}:secret")


def configuration(path, sip, admin):
    with open(path, "w") as f:
        f.write(f"""node: load
networks:
  lo: {{ addresses: [{HOST}], sip: {{ udp: {sip} }}, media: {{ ports: 10000-10999 }} }}
trunks:
""")
        for i in range(ACCOUNTS):
            f.write(f"""  t{i}: {{ faces: pbx, network: lo, mode: registration, domain: {DOMAIN},
    numbers: ["+1214{i:07}"], account: {{ user: u{i}, ha1: {{ sha-256: "{ha1(i)}" }} }} }}
""")
        f.write(f"""guard: {{ answers-per-second: 10000 }} # all of them from one address
admin: {{ address: 127.0.0.1, port: {admin} }}
log: {{ level: warn }}
""")


def register(edge):
    """All accounts, so many at a time; how many got a 200."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    s.bind((PBX, 0))
    s.settimeout(2)
    us = f"{PBX}:{s.getsockname()[1]}"

    def send(i, number, more):
        aor = f"<sip:u{i}@{DOMAIN}>"
        s.sendto(f"REGISTER sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {us};branch=z9hG4bKl{i}n{number};rport\r\n"
                 f"Max-Forwards: 70\r\nFrom: {aor};tag=l{i}\r\nTo: {aor}\r\nCall-ID: load-{i}\r\n"
                 f"CSeq: {number} REGISTER\r\nContact: <sip:{us};bnc>;expires=3600\r\nRequire: gin\r\nProxy-Require: gin\r\n"
                 f"Supported: path\r\n{more}Content-Length: 0\r\n\r\n".encode(), edge)

    waiting, following, good = {}, iter(range(ACCOUNTS)), 0

    def next_one():
        i = next(following, None)
        if i is not None:
            waiting[i] = ""
            send(i, 1, "X-Room: for a challenge, which may not be larger than what asked for it over UDP\r\n")

    for _ in range(OPEN):
        next_one()
    while waiting:
        try:
            text = s.recv(65535).decode()
        except TimeoutError:
            for i, more in waiting.items():
                send(i, 2 if more else 1, more)
            continue
        i = int(re.search(r"Call-ID: load-(\d+)", text)[1])
        if i not in waiting:
            continue
        if text.startswith("SIP/2.0 401") and not waiting[i]:
            nonce = re.search(r'nonce="([^"]*)"', text)[1]
            response = digest(f"{ha1(i)}:{nonce}:00000001:c:auth:{digest(f'REGISTER:sip:{DOMAIN}')}")
            waiting[i] = (f'Authorization: Digest username="u{i}", realm="{DOMAIN}", nonce="{nonce}", uri="sip:{DOMAIN}", '
                          f'response="{response}", algorithm=SHA-256, cnonce="c", qop=auth, nc=00000001\r\n')
            send(i, 2, waiting[i])
        elif not text.startswith("SIP/2.0 401") or waiting[i]:
            good += text.startswith("SIP/2.0 200")
            del waiting[i]
            next_one()
    return good


def bound(admin):
    with urllib.request.urlopen(f"http://127.0.0.1:{admin}/api/registrations", timeout=30) as answer:
        return len(json.load(answer)["registrations"])


def main():
    with tempfile.TemporaryDirectory() as work:
        sip = free_udp_ports(HOST, 1)[0]
        admin = free_tcp_port()
        config = work + "/load.yaml"
        configuration(config, sip, admin)
        command = [ROOT + "/demarc", "run", "-c", config]
        node = Child(command, work + "/first.log")
        try:
            node.wait_for("demarc ready", 120)
            before, began = cpu([node.pid]), time.monotonic()
            good = register((HOST, sip))
            seconds = time.monotonic() - began
            used = (cpu([node.pid]) - before) * 1e6 / ACCOUNTS
            show("registered", f"{good} of {ACCOUNTS} in {seconds:.1f} s, {used:.0f} us of CPU each, "
                 f"{resident([node.pid]):.0f} MB resident", good == ACCOUNTS)
            show("listed", f"{bound(admin)} contacts", bound(admin) == ACCOUNTS)
            time.sleep(2)  # what is written behind is in the file
            os.kill(node.pid, signal.SIGKILL)
        finally:
            node.stop()
        began = time.monotonic()
        node = Child(command, work + "/second.log")
        try:
            node.wait_for("demarc ready", 120)
            took = time.monotonic() - began
            show("ready again", f"{took:.2f} s after the start, {resident([node.pid]):.0f} MB resident", took < READY_WITHIN)
            show("still there", f"{bound(admin)} contacts", bound(admin) == ACCOUNTS)
        finally:
            node.stop()
    print("not good: " + ", ".join(dict.fromkeys(FAULTS)) if FAULTS else "all good")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
