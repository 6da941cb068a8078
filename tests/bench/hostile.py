#!/usr/bin/env python3
"""How long the window's events take with output that is meant to hurt, following it and scrolled up, and its memory.

Needs a display (bench.sh makes one) and xdotool, which presses Ctrl+Home and then Page Down as a person does.
"""

import json
import subprocess
import time

from measure import RUNNEL, Home, quick, report, scratch

size = 4 if quick() else 1  # divides the inputs
home = Home(scratch())
inputs = {
    "one line of 1 GB": f"head -c {10**9 // size} /dev/zero | tr '\\0' x",
    "100 million empty lines": f"yes '' | head -n {10**8 // size}",
    "1 GB of random bytes": f"head -c {10**9 // size} /dev/urandom",
    "100 MB of progress by \\r": f"yes 'progress: 50% of it is done [#####     ]' | tr '\\n' '\\r' | head -c {10**8 // size}",
    "1 GB of an OSC that never ends": f"printf '\\033]0;'; head -c {10**9 // size} /dev/zero | tr '\\0' x",
    "1 GB of colours": "yes \"$(printf '\\033[31mred\\033[32;1mgreen\\033[38;5;99m256\\033[m text')\""
                       f" | head -c {10**9 // size}",
}


def press(program, *keys):
    subprocess.run(["xdotool", *keys], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return program.poll() is None


def run(line, scrolled, wrapped):
    file = home.path("stats.json")
    with open(home.path("settings"), "w"):
        pass
    program = subprocess.Popen([RUNNEL, "--exit-when-done", "--no-keep", "--stats", file, "--shell", "--", line],
                               env=home.environment, stderr=subprocess.DEVNULL)
    time.sleep(0.6)
    if wrapped:
        press(program, "mousemove", "500", "400", "click", "1", "key", "ctrl+shift+2", "key", "End")
    if scrolled:
        press(program, "mousemove", "500", "400", "click", "1", "key", "ctrl+Home")
        while press(program, "key", "Next", "key", "Next", "key", "Up", "mousemove", "500", "401", "click", "5"):
            time.sleep(0.03)
    program.wait()
    with open(file) as stats:
        return json.load(stats)


for name, line in inputs.items():
    for way, scrolled, wrapped in (("following", False, False), ("scrolled up", True, False), ("wrapped", False, True)):
        stats = run(line, scrolled, wrapped)
        stalls = stats["stall_ms"]
        report(f"hostile, {name}, {way}: event p99.9", "ms", stalls["p999"], limit=16,
               p50=stalls["p50"], p99=stalls["p99"], longest=stalls["max"],
               rate=stats["bytes"] / stats["seconds"] / 1e6, memory_mb=stats["peak_rss_kb"] / 1024)
