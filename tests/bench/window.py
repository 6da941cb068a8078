#!/usr/bin/env python3
"""The window: flooded and following, opening a large file, and starting. Needs a display (bench.sh makes one)."""

import json
import subprocess

from measure import GIGABYTE, RUNNEL, Home, in_turn, quick, report, scratch, seconds, text_file

file = text_file(scratch() + "/text", GIGABYTE // (4 if quick() else 1))
home = Home(scratch())
floods = {
    "1 GB of text": ["cat", file],
    "5 million lines of seq": ["seq", "5000000"],
    "1 GB of zeros": ["head", "-c", "1G", "/dev/zero"],
}
for name, command in floods.items():
    runs = sorted((home.stats([], command, window=True) for _ in range(3)), key=lambda s: s["seconds"])
    stats = runs[1]
    report(f"window, {name}: rate", "MB/s", stats["bytes"] / stats["seconds"] / 1e6, better="more", limit=400)
    report(f"window, {name}: event p99.9", "ms", stats["stall_ms"]["p999"], limit=16)
    report(f"window, {name}: longest event", "ms", stats["stall_ms"]["max"])
    report(f"window, {name}: memory", "MB", stats["peak_rss_kb"] / 1024, limit=120)

if not quick():
    stats = home.stats(["--shell"], ["yes 'a line of output' | head -c 20G"], window=True)
    report("window, 20 GB: memory", "MB", stats["peak_rss_kb"] / 1024, limit=120)

# What the pipe alone gives of a command that is no faster than the window.
alone = in_turn(5, lambda: seconds("seq 5000000 | cat > /dev/null"))[0]
report("window, 5 million lines of seq: rate of seq | cat", "MB/s", 38_888_896 / alone / 1e6, better="more")

paints = sorted(home.stats([], ["true"], window=True)["first_paint_ms"] for _ in range(7))
report("start to first paint", "ms", paints[3], limit=150)

opened = home.path("opened.json")
runs = []
for _ in range(3):
    subprocess.run([RUNNEL, "open", "--exit-when-done", "--stats", opened, file], env=home.environment, check=True)
    with open(opened) as stats:
        runs.append(json.load(stats))
report("open a capture: first paint", "ms", sorted(run["first_paint_ms"] for run in runs)[1], limit=100)
report("open a capture: index", "GB/s", sorted(run["bytes"] / run["seconds"] / 1e9 for run in runs)[1],
       better="more", limit=2)
