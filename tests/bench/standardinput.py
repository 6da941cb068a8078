#!/usr/bin/env python3
"""`| runnel open -`, a window, against `| tee COPY`. Needs a display (bench.sh makes one)."""

import json
import shutil

from measure import RUNNEL, Home, in_turn, quick, report, scratch, seconds

home = Home(scratch())
copy, stats_file = home.path("copy"), home.path("stats.json")
source = f"yes | head -c {'256M' if quick() else '1G'}"
within = []


def ours():
    taken = seconds(f"{source} | {RUNNEL} open - --exit-when-done --stats {stats_file}", env=home.environment)
    with open(stats_file) as file:
        within.append(json.load(file))
    # The next one finds memory that was in use before, as tee does, which writes over its own copy.
    shutil.rmtree(home.path("data/sessions"))
    return taken


whole, peer = in_turn(3 if quick() else 5, ours, lambda: seconds(f"{source} | tee {copy} > /dev/null"))
report("1 GB on standard input, with the start and end of the window", "s", whole, peer=peer, peer_name="tee",
       budget=1.0)
run = sorted(within, key=lambda stats: stats["seconds"])[len(within) // 2]
report("1 GB on standard input, from the first byte to the last", "s", run["seconds"], peer=peer, peer_name="tee",
       budget=1.0)
report("1 GB on standard input: longest event", "ms", run["stall_ms"]["max"], limit=16)
