#!/usr/bin/env python3
"""The pipe's handoff against Go's io.Pipe."""

import os
import subprocess

from measure import in_turn, report, scratch

here = os.path.dirname(os.path.abspath(__file__))
ours_program = os.environ["BENCH_PROGRAMS"] + "/handoff"
peer_program = scratch() + "/handoff-go"
subprocess.run(["go", "build", "-o", peer_program, here + "/handoff.go"], check=True)


def nanoseconds(program, size, count):
    return float(subprocess.run([program, str(size), str(count)], check=True, capture_output=True).stdout)


for size, count in [(1, 1_000_000), (4096, 1_000_000), (65536, 200_000)]:
    ours, peer = in_turn(7, lambda: nanoseconds(ours_program, size, count),
                         lambda: nanoseconds(peer_program, size, count))
    report(f"pipe handoff, {size} bytes", "ns", ours, peer=peer, peer_name="Go", budget=1.0)
