"""What the benchmark scripts share: running commands, in turn with their peers, and printing results.

A result is one line of JSON: what, unit, ours; peer and peer_name where there is one; budget: the most that
ours/peer may be (peer/ours where more is better), or limit: the most (least) that ours may be.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNNEL = os.environ["RUNNEL"]  # the program
GIGABYTE = 1_000_000_000


def report(what, unit, ours, **others):
    print(json.dumps({"what": what, "unit": unit, "ours": ours, **others}), flush=True)


def seconds(command, **how):
    """Runs a command (a list, or a line for the shell); the seconds that it took."""
    start = time.monotonic()
    subprocess.run(command, shell=isinstance(command, str), check=True, **how)
    return time.monotonic() - start


def in_turn(rounds, *jobs):
    """Runs the jobs one after another, `rounds` times; for each the median of what it returned."""
    results = [[] for _ in jobs]
    for _ in range(rounds):
        for job, values in zip(jobs, results):
            os.sync()  # or one would wait for the disk because of what the one before wrote
            values.append(job())
    return [statistics.median(values) for values in results]


def text_file(path, size=GIGABYTE):
    """A file of base64 lines: text that does not compress and has a newline every 77 bytes."""
    if not os.path.exists(path) or os.path.getsize(path) != size:
        with open(path, "wb") as out:
            subprocess.run(f"base64 -w 76 /dev/urandom | head -c {size}", shell=True, stdout=out, check=True)
    return path


class Home:
    """A data folder and settings of its own for Runnel, below `folder`."""

    def __init__(self, folder=None):
        self.place = tempfile.TemporaryDirectory(dir=folder, prefix="runnel-bench-")
        self.environment = {**os.environ, "RUNNEL_HOME": self.place.name + "/data",
                            "XDG_CONFIG_HOME": self.place.name + "/config"}

    def path(self, name):
        return os.path.join(self.place.name, name)

    def stats(self, arguments, command, window=False):
        """Runs a command in Runnel; what it wrote as --stats."""
        file = self.path("stats.json")
        mode = ["--exit-when-done"] if window else ["run"]
        line = [RUNNEL, *mode, "--no-keep", "--stats", file, *arguments, "--", *command]
        subprocess.run(line, env=self.environment, stdout=subprocess.DEVNULL, check=True)
        with open(file) as stats:
            return json.load(stats)


def scratch():
    """The folder for large files: TMPDIR or /tmp."""
    folder = os.path.join(tempfile.gettempdir(), "runnel-bench")
    os.makedirs(folder, exist_ok=True)
    return folder


def quick():
    """Whether a first impression is enough (BENCH_QUICK=1): less data, fewer rounds."""
    return bool(os.environ.get("BENCH_QUICK"))


if __name__ == "__main__":
    sys.exit(__doc__)
