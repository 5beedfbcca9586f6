#!/usr/bin/env python3
"""Compares the statistics of documents with what a reader found in them.

    compare.py WUTONG FOLDER [LEAST_F1]

For each NAME.txt in FOLDER, NAME.expected has a line "subject | indicator | value unit | period" for
each statistic, with "| planned" behind it where it is no fact yet; "-" is no period. Subject, value,
unit, period and status must agree, of the indicators half of the characters of the shorter. Prints
misses (-) and wrong ones (+) and the figures; fails below LEAST_F1.
"""
import glob, json, os, subprocess, sys

wutong, folder = sys.argv[1:3]
least = float(sys.argv[3]) if len(sys.argv) > 3 else 0
right = wrong = missed = 0
for path in sorted(glob.glob(os.path.join(folder, "*.txt"))):
    name = os.path.basename(path)[:-4]
    graph = json.loads(subprocess.run([wutong, "extract", path], capture_output=True, text=True, check=True).stdout)
    subjects = {e["id"]: {e["name"], *e["aliases"]} for e in graph["entities"]}
    names = {e["id"]: e["name"] for e in graph["entities"]}
    expected = []
    for line in open(path[:-4] + ".expected", encoding="utf-8"):
        fields = [x.strip() for x in line.split("|")]
        if len(fields) < 4:
            continue
        value, _, unit = fields[2].partition(" ")
        expected.append((fields[0], fields[1], float(value), unit, fields[3], fields[4] if len(fields) > 4 else "actual"))
    left, good, bad = list(expected), 0, []
    for s in graph["statistics"]:
        for e in left:
            a, b = set(s["indicator"]), set(e[1])
            if (e[0] in subjects[s["subject"]] and abs(s["value"] - e[2]) < 1e-6 * max(1, abs(e[2])) and s["unit"] == e[3]
                    and (s["period"] or "-") == e[4] and s.get("status", "actual") == e[5]
                    and 2 * len(a & b) >= min(len(a), len(b))):
                left.remove(e)
                good += 1
                break
        else:
            bad.append(f"{names[s['subject']]} | {s['indicator']} | {s['value']:g} {s['unit']} | {s['period'] or '-'} | {s.get('status')} [{s['rule']}]")
    for e in left:
        print(f"{name} - {e[0]} | {e[1]} | {e[2]:g} {e[3]} | {e[4]} | {e[5]}")
    for b in bad:
        print(f"{name} + {b}")
    right, wrong, missed = right + good, wrong + len(bad), missed + len(left)
    print(f"{name}: {good} right, {len(bad)} wrong, {len(left)} missed")
f1 = 2 * right / max(1, 2 * right + wrong + missed)
print(f"statistics F1 {f1:.3f} (at least {least:.2f})")
sys.exit(f1 < least)
