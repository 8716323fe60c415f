"""Processes of a measurement: started, watched, stopped."""
import os, re, signal, socket, subprocess, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TICKS = os.sysconf("SC_CLK_TCK")
JAVA = subprocess.run([ROOT + "/tools/find-jdk"], capture_output=True, text=True, check=True).stdout.strip() + "/bin/java"


def descendants(pid):
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as f:
                for child in f.read().split():
                    found += descendants(int(child))
    except FileNotFoundError:
        pass
    return found


def cpu(pids):
    """Seconds of user and system time of the processes and their descendants."""
    ticks = 0
    for root in pids:
        for pid in descendants(root):
            try:
                with open(f"/proc/{pid}/stat") as f:
                    fields = f.read().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
            except FileNotFoundError:
                pass
    return ticks / TICKS


def resident(pids):
    """Megabytes resident, shared pages counted once (Pss)."""
    kilobytes = 0
    for root in pids:
        for pid in descendants(root):
            try:
                with open(f"/proc/{pid}/smaps_rollup") as f:
                    kilobytes += int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M).group(1))
            except (FileNotFoundError, AttributeError):
                pass
    return kilobytes / 1024


def busy():
    with open("/proc/stat") as f:
        v = [int(x) for x in f.readline().split()[1:]]
    return sum(v) - v[3] - v[4]


def quiet(longest=60):
    """Waits until the machine does little else; false when it never does."""
    for _ in range(longest):
        before = busy()
        time.sleep(1)
        if busy() - before < TICKS / 4:
            return True
    return False


def free_udp_ports(host, count):
    held = []
    for _ in range(count):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((host, 0))
        held.append(s)
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Child:
    """A process that we started and stop."""

    def __init__(self, command, log, env=None, cpus=None):
        self.log = log
        if cpus:
            command = ["taskset", "-c", cpus] + command
        with open(log, "w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=env, start_new_session=True)
        self.pid = self.process.pid

    def wait_for(self, text, seconds=60):
        end = time.time() + seconds
        while time.time() < end:
            with open(self.log) as f:
                if text in f.read():
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        with open(self.log) as f:
            raise SystemExit(f"{' '.join(self.process.args)} did not start:\n{f.read()[-2000:]}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self.process.wait()


def free_tcp_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def class_path():
    libraries = ROOT + "/bench/target/lib"
    return ROOT + "/bench/target/classes:" + ":".join(libraries + "/" + j for j in sorted(os.listdir(libraries)))
