#!/usr/bin/env python3
"""`runnel run -- cat FILE` against `cat FILE | tee COPY`, with the same outputs, and what memory it takes."""

import subprocess

from measure import GIGABYTE, RUNNEL, Home, in_turn, quick, report, scratch, seconds, text_file

file = text_file(scratch() + "/text", GIGABYTE // (4 if quick() else 1))
rounds = 3 if quick() else 7
home = Home(scratch())
copy, out = home.path("copy"), home.path("out")

for name, redirection in [("/dev/null", "> /dev/null"), ("a file", f"> {out}"), ("a pipe", "| cat > /dev/null")]:
    ours, peer = in_turn(
        rounds,
        lambda: seconds(f"{RUNNEL} run --no-keep -- cat {file} {redirection}", env=home.environment),
        lambda: seconds(f"cat {file} | tee {copy} {redirection}"),
    )
    report(f"ingest, output to {name}", "s", ours, peer=peer, peer_name="tee", budget=1.0)

subprocess.run(f"{RUNNEL} run --no-keep -- cat {file} | cmp - {file}", shell=True, env=home.environment, check=True)

for size in [1] if quick() else [1, 20]:
    line = f"yes 'a line of output, as long as most of them are' | head -c {size}G"
    stats = home.stats(["--shell"], [line])
    report(f"memory without a window, {size} GB", "MB", stats["peak_rss_kb"] / 1024, limit=40)
