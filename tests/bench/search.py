#!/usr/bin/env python3
"""`runnel grep -c` against `rg -c` on the same files: a log, and text without words."""

import subprocess
import time

from logfile import log_file
from measure import GIGABYTE, RUNNEL, Home, in_turn, quick, report, scratch, text_file

size = GIGABYTE // (4 if quick() else 1)
rounds = 3 if quick() else 7
home = Home(scratch())


def timed(command, counts):
    start = time.monotonic()
    counts.append(subprocess.run(command, env=home.environment, stdout=subprocess.PIPE).stdout.strip() or b"0")
    return time.monotonic() - start


log, text = log_file(scratch() + "/log", size), text_file(scratch() + "/text", size)
for name, pattern, file in [("a literal", "permission denied", log), ("an alternation", "(error|warn|fatal)[0-9]", log),
                            ("a character class", "[a-z]{4}/[a-z]{5}", log), ("anchored", "^2023-11-14 22:14", log),
                            ("anchored to the end", "denied$", log), ("a literal in text without words", "error", text),
                            ("an alternation in text without words", "(error|warn|fatal)[0-9]", text)]:
    ours_found, peers_found = [], []
    ours, peer = in_turn(rounds, lambda: timed([RUNNEL, "grep", "-c", pattern, file], ours_found),
                         lambda: timed(["rg", "--no-config", "-c", pattern, file], peers_found))
    if set(ours_found) != set(peers_found):
        raise SystemExit(f"{pattern}: {ours_found[0]} rows, ripgrep {peers_found[0]}")
    report(f"search for {name}, {size // 1_000_000} MB", "s", ours, peer=peer, peer_name="ripgrep", budget=1.2)
