#!/usr/bin/env python3
"""Measures what withdrawing a document costs, in databases of different sizes.

    withdrawal.py WUTONG DB... [--documents 30] [--seed 3] [--check]

From a copy of each database so many documents, drawn at random, are withdrawn by one `wutong forget`
each, and as many by one. Prints a line of JSON a database: documents in it, processor time and peak
memory of a withdrawal (the time that withdrawing nothing takes is subtracted), and the time a document
of the last command. The database is opened about 2 * documents times. Data files, which nobody
changes, are linked rather than copied. With --check the copy is checked in the end, which takes as
long as the database is large."""
import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile


def run(*arguments):
    """Standard output, processor time in ms, peak memory in MiB."""
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and "nothing" not in arguments:
        raise SystemExit(f"{' '.join(arguments)}: status {process.returncode}")
    return out, 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024


def copy(source, target):
    os.link(source, target) if source.endswith(".sst") else shutil.copy2(source, target)


def draw(wutong, db, count, seed):
    """How many documents there are, and some at random. They are not all held: the peak of a process
    that Python starts is at least that of Python itself."""
    process = subprocess.Popen([wutong, "query", "--db", db, "--read-only", "--format", "jsonl",
                                "MATCH (d:Document) RETURN d.uri AS uri"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    rng, drawn, seen = random.Random(seed), [], 0
    for line in process.stdout:
        place = seen if seen < count else rng.randrange(seen + 1)
        if place < count:
            drawn[place:place + 1] = [json.loads(line)["uri"]]
        seen += 1
    if process.wait():
        raise SystemExit(f"{db} cannot be read")
    rng.shuffle(drawn)
    return seen, drawn


def measure(wutong, db, count, seed, check):
    documents, drawn = draw(wutong, db, 2 * count, seed)
    single, together = drawn[:len(drawn) // 2], drawn[len(drawn) // 2:]
    # The first opening may sort what the ingest left.
    opened = [run(wutong, "forget", "--db", db, "nothing")[1] for _ in range(6)][1:]
    opening = statistics.median(opened)
    costs = [run(wutong, "forget", "--db", db, uri)[1:] for uri in single]
    _, total, _ = run(wutong, "forget", "--db", db, *together)
    if check:
        run(wutong, "check", db)
    times = [cost - opening for cost, _ in costs]
    return {"documents": documents, "withdrawn_singly": len(single),
            "ms_median": round(statistics.median(times), 1), "ms_mean": round(statistics.mean(times), 1),
            "ms_worst": round(max(times), 1), "peak_mib": round(max(memory for _, memory in costs)),
            "opening_ms": round(opening, 1), "ms_each_together": round((total - opening) / len(together), 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wutong")
    parser.add_argument("db", nargs="+")
    parser.add_argument("--documents", type=int, default=24)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for db in options.db:
        # Beside the database, so that its files can be linked.
        with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(db))) as folder:
            own = os.path.join(folder, "copy.db")
            shutil.copytree(db, own, copy_function=copy)
            print(json.dumps({"db": db} | measure(options.wutong, own, options.documents, options.seed,
                                                  options.check)), flush=True)


if __name__ == "__main__":
    main()
