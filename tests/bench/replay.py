#!/usr/bin/env python3
"""A replay: how far its pictures are from the recording's times at 1x, and a jump to any time of 1 GB."""

import json
import os
import subprocess

from measure import Home, quick, report, scratch

home = Home(scratch())
program = os.environ["BENCH_PROGRAMS"] + "/replaytimes"
run = subprocess.run([program, home.path("replay"), "100" if quick() else "1000"], env=home.environment,
                     check=True, capture_output=True)
found = json.loads(run.stdout)
report("replay at 1x: latest picture", "ms", found["late"]["max"], limit=20)
report("replay at 1x: earliest picture", "ms", found["late"]["min"], better="more", limit=-20)
for name, what in [("jump", "rows"), ("terminal_jump", "a terminal's rows")]:
    report(f"jump in 1 GB of {what} until painted: median", "ms", found[name]["p50"], limit=100)
    report(f"jump in 1 GB of {what} until painted: longest", "ms", found[name]["max"])
