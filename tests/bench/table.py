#!/usr/bin/env python3
"""Prints results (see measure.py) as one table. The verdict compares with the budget, where there is one."""

import json
import sys


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


rows = []
with open(sys.argv[1]) as lines:
    results = [json.loads(line) for line in lines]
for result in results:
    more = result.get("better") == "more"
    row = [result["what"], f"{number(result['ours'])} {result['unit']}", "", "", "", ""]
    kept = None
    if "peer" in result:
        ratio = result["ours"] / result["peer"]
        row[2] = f"{result['peer_name']} {number(result['peer'])} {result['unit']}"
        row[3] = f"{ratio:.2f}x"
        if "budget" in result:
            row[4] = f"{'>=' if more else '<='} {result['budget']}x"
            kept = ratio >= result["budget"] if more else ratio <= result["budget"]
    elif "limit" in result:
        row[4] = f"{'>=' if more else '<='} {number(result['limit'])} {result['unit']}"
        kept = result["ours"] >= result["limit"] if more else result["ours"] <= result["limit"]
    row[5] = "" if kept is None else "kept" if kept else "MISSED"
    rows.append(row)

head = ["what", "Runnel", "peer", "ratio", "budget", ""]
widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
for row in [head, *rows]:
    print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
