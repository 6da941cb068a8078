#!/usr/bin/env python3
"""What an upload's target that is dead costs the command, for each way of being dead, against the same command
without an upload; and the memory of each mode with a receiver that takes connections and reads nothing, for a
minute."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time

from measure import GIGABYTE, RUNNEL, Home, in_turn, quick, report, scratch, text_file

size = GIGABYTE // (4 if quick() else 1)
file = text_file(f"{scratch()}/text-{size}", size)
home = Home(scratch())
open_connections = []


def serve(connection_made):
    """The port of a server that gives each connection to `connection_made`."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            connection_made(listening.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    return listening.getsockname()[1]


def answer_garbage(connection):
    try:
        connection.recv(4096)
        connection.sendall(b"\0garbage\r\n\r\n")
    except OSError:
        pass
    connection.close()


def read_all(connection):
    """As a receiver that is well, on the same processors."""
    def read():
        try:
            while connection.recv(1 << 20):
                pass
        except OSError:
            pass

    threading.Thread(target=read, daemon=True).start()


def refusing():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


PORTS = {"refuses": refusing(), "is silent": serve(open_connections.append), "answers garbage": serve(answer_garbage),
         "reads all at once": serve(read_all)}


def url(kind):
    return f"http://127.0.0.1:{PORTS[kind]}/x"


def command_seconds(*options):
    """Of the command alone: behind its end Runnel goes on trying to upload, on purpose."""
    times = home.path("times")
    line = f's=$EPOCHREALTIME; cat "{file}"; echo "$s $EPOCHREALTIME" > "{times}.new"; mv "{times}.new" "{times}"'
    runnel = subprocess.Popen([RUNNEL, "run", "--quiet", *options, "--", "bash", "-c", line], env=home.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists(times):
        time.sleep(0.01)
    runnel.send_signal(signal.SIGKILL)
    runnel.wait()
    with open(times) as both:
        start, end = map(float, both.read().split())
    os.unlink(times)
    shutil.rmtree(home.path("data"), ignore_errors=True)
    open_connections.clear()
    return end - start


targets = [("whole", "refuses"), ("append", "is silent"), ("tus", "is silent"), ("stream", "refuses"),
           ("stream", "is silent"), ("stream", "answers garbage"), ("stream", "reads all at once")]
alone, *dead = in_turn(
    3 if quick() else 5,
    command_seconds,
    *[lambda mode=mode, kind=kind: command_seconds("--upload", url(kind), "--upload-mode", mode)
      for mode, kind in targets],
)
for (mode, kind), taken in zip(targets, dead):
    report(f"a command that writes {size / GIGABYTE:g} GB, {mode} to who {kind}", "s", taken, peer=alone,
           peer_name="no upload", **({} if kind == "reads all at once" else {"budget": 1.1}))


def peak_kb(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


modes = ["whole", "form", "tus", "append", "batch", "stream"]
uploads = [subprocess.Popen([RUNNEL, "upload", "--quiet", file, url("is silent"), "--upload-mode", mode,
                             "--upload-timeout", "600"], env=home.environment, stderr=subprocess.DEVNULL)
           for mode in modes]
time.sleep(10 if quick() else 60)
for mode, upload in zip(modes, uploads):
    report(f"memory, {mode}, receiver stalled for a minute", "MB", peak_kb(upload) / 1024, limit=40)
    upload.kill()
    upload.wait()
