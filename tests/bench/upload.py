#!/usr/bin/env python3
"""`runnel upload` of one file to nginx against QNetworkAccessManager alone and `curl -T`, its memory,
and how long output waits for its acknowledgement in the live modes."""

import os
import shutil
import socket
import subprocess
import time

from measure import GIGABYTE, RUNNEL, Home, in_turn, quick, report, scratch, seconds, text_file

PROGRAMS = os.environ["BENCH_PROGRAMS"]
size = GIGABYTE // 2 if quick() else 2 * GIGABYTE
file = text_file(f"{scratch()}/text-{size}", size)
home = Home(scratch())
os.makedirs(home.path("www"))
os.makedirs(home.path("temp"))

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with open(home.path("nginx.conf"), "w") as out:
    out.write(f"""
daemon off; pid {home.path("pid")}; error_log {home.path("errors")};
user {subprocess.check_output(["id", "-un"], text=True).strip()};
events {{}}
http {{
  access_log off; client_max_body_size 0; client_body_temp_path {home.path("temp")};
  server {{ listen 127.0.0.1:{port}; location / {{ root {home.path("www")}; dav_methods PUT; }} }}
}}""")
nginx = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", home.path("nginx.conf")],
                         stderr=subprocess.DEVNULL)
try:
    url = f"http://127.0.0.1:{port}/"
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    ours, bare, curl = in_turn(
        2 if quick() else 3,
        lambda: seconds([RUNNEL, "upload", "--quiet", file, url + "ours"], env=home.environment),
        lambda: seconds([f"{PROGRAMS}/bareput", file, url + "bare"]),
        lambda: seconds(["curl", "-s", "-f", "-T", file, url + "curl"]),
    )
    gigabytes = f"{size / GIGABYTE:g} GB"
    report(f"whole upload of {gigabytes} to nginx", "s", ours, peer=bare, peer_name="bare QNAM", budget=1.1)
    report(f"whole upload of {gigabytes} to nginx, against curl", "s", ours, peer=curl, peer_name="curl -T")
    subprocess.run(["cmp", file, home.path("www/ours")], check=True)
    peak = int(subprocess.run(["/bin/sh", "-c", f'"{RUNNEL}" upload --quiet "{file}" {url}again & '
                               'while kill -0 $! 2>/dev/null; do grep VmHWM /proc/$!/status 2>/dev/null; sleep 0.1; done '
                               '| sort -k2 -n | tail -1 | tr -dc 0-9'], env=home.environment, check=True,
                              capture_output=True, text=True).stdout or 0)
    report("memory of that upload", "MB", peak / 1024, limit=40)
finally:
    nginx.terminate()
    nginx.wait()


lag = subprocess.run([f"{PROGRAMS}/uploadlag", "5" if quick() else "20"], check=True, capture_output=True, text=True)
for line in lag.stdout.splitlines():
    words = line.split()
    mode, rate, p99 = words[0], int(words[1]), int(words[words.index("p99") + 1])
    report(f"{mode} at {rate // 1000} KB/s, output to acknowledgement, p99", "ms", p99, limit=1000)
