"""The log that searches are measured on."""

import os
import random
import time


def log_file(path, size):
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
