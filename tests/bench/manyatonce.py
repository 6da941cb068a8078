#!/usr/bin/env python3
"""20 commands at once, 50 MB/s in all, as a group with its merged view. Needs a display (bench.sh makes one)."""

import glob
import json
import os
import subprocess
import sys

from measure import RUNNEL, Home, quick, report, scratch

COMMANDS, SECONDS, PIECE, PIECES_A_SECOND = 20, 3 if quick() else 8, 50_000, 50
WRITER = f"""
import sys, time
row = b"a row of output, as long as most of them are: %06d\\n"
start, number = time.monotonic(), 0
for piece in range({SECONDS * PIECES_A_SECOND}):
    rows = b"".join(row % (number + i) for i in range({PIECE} // 53))
    number += {PIECE} // 53
    sys.stdout.buffer.write(rows)
    sys.stdout.flush()
    time.sleep(max(0, start + (piece + 1) / {PIECES_A_SECOND} - time.monotonic()))
print("late by %.2f s" % (time.monotonic() - start - {SECONDS}), file=sys.stderr)
"""

home = Home(scratch())
with open(home.path("writer.py"), "w") as writer:
    writer.write(WRITER)
with open(home.path("Procfile"), "w") as group:
    for i in range(COMMANDS):
        group.write(f"writer{i}: exec {sys.executable} {home.path('writer.py')}\n")

stats_file = home.path("stats.json")
subprocess.run([RUNNEL, "open", "--exit-when-done", "--stats", stats_file, home.path("Procfile")],
               env=home.environment, check=True)
with open(stats_file) as file:
    stats = json.load(file)

written = len(b"a row of output, as long as most of them are: 000000\n") * (PIECE // 53) * PIECES_A_SECOND * SECONDS
whole, latest = 0, 0.0
for output in glob.glob(home.path("data/sessions/*/output")):
    with open(output, "rb") as file:
        *rows, last = file.read().splitlines()
    rows = [row for row in rows if row.startswith(b"a row")]
    late = float(last.split()[2]) if last.startswith(b"late") else 99
    latest = max(latest, late)
    whole += len(rows) * 53 == written
report("20 commands at once: captures that are whole", "of 20", whole, better="more", limit=COMMANDS)
report("20 commands at once: the slowest writer's delay", "s", latest)
report("20 commands at once: event p99.9", "ms", stats["stall_ms"]["p999"], limit=16)
report("20 commands at once: longest event", "ms", stats["stall_ms"]["max"])
report("20 commands at once: until the merged view has all", "s", stats["seconds"], limit=SECONDS + 2)
report("20 commands at once: memory", "MB", stats["peak_rss_kb"] / 1024)
