#!/usr/bin/env python3
"""The window's find bar and filter pane against `rg -c` on the same log: from the last key to the count of all rows.

Needs a display (bench.sh makes one).
"""

import json
import os
import statistics
import subprocess
import time

from logfile import log_file
from measure import GIGABYTE, Home, in_turn, quick, report, scratch

size = GIGABYTE // (4 if quick() else 1)
home = Home(scratch())
log = log_file(scratch() + "/log", size)
program = os.environ["BENCH_PROGRAMS"] + "/windowsearch"


def ripgrep(pattern, counts):
    start = time.monotonic()
    counts.append(int(subprocess.run(["rg", "--no-config", "-c", pattern, log], stdout=subprocess.PIPE).stdout or 0))
    return time.monotonic() - start


def window(way, pattern, runs):
    told = subprocess.run([program, way, pattern, log], env=home.environment, stdout=subprocess.PIPE, check=True)
    runs.append(json.loads(told.stdout))
    return runs[-1]["seconds"]


for name, pattern in [("a literal", "permission denied"), ("an alternation", "(error|warn|fatal)[0-9]"),
                      ("a character class", "[a-z]{4}:[0-9]{3}:[a-z]"), ("anchored", "^2023-11-14 22:14")]:
    counts, found, filtered = [], [], []
    peer, find, filtering = in_turn(3 if quick() else 5, lambda: ripgrep(pattern, counts),
                                    lambda: window("find", pattern, found), lambda: window("filter", pattern, filtered))
    rows = {run["rows"] for run in found + filtered}
    if rows != set(counts):
        raise SystemExit(f"{pattern}: {rows} rows, ripgrep {counts[0]}")
    for way, seconds, runs in [("find", find, found), ("filter", filtering, filtered)]:
        report(f"window, {way} {name}, {size // 1_000_000} MB", "s", seconds, peer=peer, peer_name="ripgrep", budget=1.2)
        report(f"window, {way} {name}: first picture with a match", "ms", statistics.median(r["first_ms"] for r in runs),
               limit=100)
        report(f"window, {way} {name}: memory on top", "MB", max(r["grown_kb"] for r in runs) / 1024,
               longest_event_ms=max(r["longest_ms"] for r in runs))
