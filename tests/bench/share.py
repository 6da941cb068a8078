#!/usr/bin/env python3
"""Sharing: 200 viewers of a command that writes 50 MB over 20 s, 50 more that never read, and the delay of a line."""

import glob
import hashlib
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

from measure import RUNNEL, Home, quick, report, scratch

home = Home(scratch())
viewers = 40 if quick() else 200
size, span = (10_000_000, 5) if quick() else (50_000_000, 20)

WRITER = f"""
import os, time
block = os.urandom(37500).hex().encode()[:74999] + b'\\n'
left, start, written = {size}, time.monotonic(), 0
time.sleep(1)
while left:
    piece = block[:min(len(block), left)]
    os.write(1, piece)
    left -= len(piece)
    written += len(piece)
    wait = start + 1 + {span} * written / {size} - time.monotonic()
    if wait > 0:
        time.sleep(wait)
print(time.monotonic() - start - 1, flush=True, file=__import__('sys').stderr)
"""


class Shared:
    """`runnel run --serve` of a command; its address and token."""

    def __init__(self, *command, serve=True):
        options = ["--serve"] if serve else []
        self.output = open(home.path(f"out{time.monotonic_ns()}"), "wb+")
        self.process = subprocess.Popen([RUNNEL, "run", *options, "--", *command], env=home.environment,
                                        stdout=self.output, stderr=subprocess.PIPE)
        if serve:
            link = self.process.stderr.readline().decode()
            self.port, self.token = re.search(r"http://127.0.0.1:(\d+)/#(\S+)", link).groups()

    def memory(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024

    def connect(self, path):
        connection = socket.create_connection(("127.0.0.1", int(self.port)))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                           f"Authorization: Bearer {self.token}\r\n\r\n".encode())
        return connection

    def curl(self, path):
        config = home.path(f"curl{time.monotonic_ns()}")
        with open(config, "w") as file:
            file.write(f'header = "Authorization: Bearer {self.token}"\n')
        return subprocess.Popen(f"curl -sN -K {config} http://127.0.0.1:{self.port}{path} | sha256sum",
                                shell=True, stdout=subprocess.PIPE)


def ingest_seconds(shared):
    for line in shared.process.stderr:
        if re.fullmatch(rb"[0-9.]+\n", line):
            return float(line)


def watch(count, idle):
    """Starts `count` viewers at random times and `idle` that never read; what it came to."""
    seed = random.randrange(1 << 30)
    print(f"seed {seed}", file=sys.stderr)
    choose = random.Random(seed)
    shared = Shared(sys.executable, "-c", WRITER)
    sleepers = [shared.connect("/raw" if i % 2 else "/events") for i in range(idle)]
    time.sleep(0.5)
    before, most = shared.memory(), 0
    starts = sorted(choose.uniform(0, span * 0.8) for _ in range(count))
    begun, running = time.monotonic(), []
    for start in starts:
        while time.monotonic() - begun < start:
            time.sleep(0.01)
            most = max(most, shared.memory())
        running.append(shared.curl("/raw"))
    took = None

    def read_stderr():
        nonlocal took
        took = ingest_seconds(shared)

    reader = threading.Thread(target=read_stderr)
    reader.start()
    while any(process.poll() is None for process in running):
        time.sleep(0.05)
        most = max(most, shared.memory() or 0)
    sums = [process.communicate()[0].split()[0].decode() for process in running]
    reader.join()
    for sleeper in sleepers:
        sleeper.close()
    shared.process.wait(60)
    kept = max(glob.glob(home.path("data/sessions/*/output")), key=os.path.getmtime)  # both streams, as viewers get
    with open(kept, "rb") as file:
        expected = hashlib.sha256(file.read()).hexdigest()
    return {"exact": sums.count(expected), "growth": most - before, "seconds": took}


def alone():
    shared = Shared(sys.executable, "-c", WRITER, serve=False)
    took = ingest_seconds(shared)
    shared.process.wait()
    return took


def delays(seconds, watching):
    """Milliseconds from the write of a line to its arrival, at 10 lines a second."""
    line = "import time\nfor _ in range(%d): print(time.time(), flush=True); time.sleep(0.1)" % (seconds * 10)
    shared = Shared(sys.executable, "-c", line)
    others = [shared.connect("/raw") for _ in range(watching)]
    connection, found, rest = shared.connect("/raw"), [], b""
    while True:
        data = connection.recv(65536)
        now = time.time()
        if not data:
            break
        rest += data
        found += [(now - float(at)) * 1000 for at in re.findall(rb"\n(\d{10}\.\d+)\n", data)]
        if rest.endswith(b"0\r\n\r\n"):
            break
    for other in others:
        other.close()
    shared.process.wait(60)
    return sorted(found)


times = delays(5 if quick() else 30, viewers)
report(f"share, delay of a line, {viewers} viewers, p99", "ms", times[int(len(times) * 0.99)], limit=20)
report(f"share, delay of a line, {viewers} viewers, median", "ms", statistics.median(times))

result = watch(viewers, 0)
report(f"share, viewers of {viewers} with every byte", "viewers", result["exact"], limit=viewers)
report(f"share, memory for {viewers} viewers", "MB", result["growth"], limit=20)
report(f"share, command's time with {viewers} viewers", "s", result["seconds"], peer=alone(), peer_name="no share",
       budget=1.02)

result = watch(10, 50)
report("share, viewers of 10 with every byte, beside 50 that never read", "viewers", result["exact"], limit=10)
report("share, memory for 10 viewers beside 50 that never read", "MB", result["growth"], limit=20)
