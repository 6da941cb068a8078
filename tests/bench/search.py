#!/usr/bin/env python3
"""`runnel grep -c` against `rg -c` on the same files: a log, and text without words."""

import os
import random
import subprocess
import time

from measure import GIGABYTE, RUNNEL, Home, in_turn, quick, report, scratch, text_file

size = GIGABYTE // (4 if quick() else 1)
rounds = 3 if quick() else 7
home = Home(scratch())


def log_file(path):
    """Rows as servers write them, some with characters beyond ASCII; the same ones each time."""
    if os.path.exists(path) and os.path.getsize(path) >= size:
        return path
    chosen = random.Random(7)
    texts = ["request GET /api/v2/items/%d?page=%d completed in %dms status=%d",
             "connection %d to 10.0.%d.%d:5432 opened, pool size %d", "retrying part %d of %d, attempt %d, backoff %d ms",
             "cache miss for key user:%d:profile, loading (%d bytes, ttl %d, shard %d)"]
    rows, clock = [], 1700000000.0
    for _ in range(100_000):
        clock += chosen.random() / 100
        level = chosen.choices(["INFO", "DEBUG", "WARN", "ERROR"], [80, 15, 4, 1])[0]
        text = chosen.choice(texts) % tuple(chosen.randrange(1, 10000) for _ in range(4))
        if level == "ERROR":
            text += " " + chosen.choice(["timeout", "permission denied", "error7", "warn3", "fatal9"])
        if chosen.random() < 0.001:
            text += " \u2713 gr\u00f6\u00dfe"
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(clock))
        rows.append(f"{stamp} {level:5} [{chosen.choice(['net.http', 'db.pool', 'auth', 'gc'])}] {text}\n")
    part = "".join(rows).encode()
    with open(path, "wb") as out:
        for _ in range(0, size, len(part)):
            out.write(part)
    return path


def timed(command, counts):
    start = time.monotonic()
    counts.append(subprocess.run(command, env=home.environment, stdout=subprocess.PIPE).stdout.strip() or b"0")
    return time.monotonic() - start


log, text = log_file(scratch() + "/log"), text_file(scratch() + "/text", size)
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
