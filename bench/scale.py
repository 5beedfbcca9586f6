#!/usr/bin/env python3
"""One graph of many documents, against the truth they were made from.

    scale.py WUTONG GENERATED [--db DIR] [--forget N] [--orders N]

GENERATED is what generate_documents.py wrote. Ingests it into --db (kept; what is there is used) and
prints as JSON: throughput and peak memory; the cost of withdrawing --forget documents, one at a time;
pairwise precision and recall of resolution. An item is a written form in a document that the
extractor found; a pair of items is right where both mean one thing, and found where they are one
node. "cross" counts pairs of different forms alone. With --orders, the documents are ingested in so
many random orders, and the exports must be the same bytes."""
import argparse
import collections
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import tempfile
import time


def run(arguments, **options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.time()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    out, err = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments[:6])}: {err}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return out, {"seconds": round(time.time() - start, 2), "cpu_seconds": round(cpu, 2),
                 "peak_mib": after.ru_maxrss // 1024}


def pairs(count):
    return count * (count - 1) // 2


def quality(wutong, db, truth_file):
    truth = {}
    for line in open(truth_file):
        record = json.loads(line)
        if "forms" in record:
            truth[record["document"]] = record["forms"]
    query = ("MATCH (e:Entity)-[m:MENTIONED_IN]->(d:Document) "
             "RETURN e.id AS node, m.text AS form, d.uri AS document")
    process = subprocess.Popen([wutong, "query", "--db", db, "--read-only", "--format", "jsonl", query],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    items = {}  # (document, form) -> (node, thing)
    for line in process.stdout:
        row = json.loads(line)
        document = os.path.basename(row["document"])
        thing = truth.get(document, {}).get(row["form"])
        if thing:
            items[document, row["form"]] = (row["node"], thing)
    process.wait()
    table, nodes, things = collections.Counter(), collections.Counter(), collections.Counter()
    for (document, form), (node, thing) in items.items():
        for counter, key in ((table, (node, thing)), (nodes, node), (things, thing)):
            counter[key, None] += 1
            counter[key, form] += 1

    def total(counter, same_form):
        return sum(pairs(n) for (_, form), n in counter.items() if (form is not None) == same_form)

    out = {"items": len(items), "of": sum(map(len, truth.values()))}
    for name, count in (("all", lambda c: total(c, False)), ("cross", lambda c: total(c, False) - total(c, True))):
        both, found, right = count(table), count(nodes), count(things)
        out[name] = {"precision": round(both / max(found, 1), 5), "recall": round(both / max(right, 1), 5),
                     "pairs": right}
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wutong")
    parser.add_argument("generated")
    parser.add_argument("--db")
    parser.add_argument("--forget", type=int, default=0)
    parser.add_argument("--orders", type=int, default=0)
    options = parser.parse_args()
    docs = os.path.join(options.generated, "docs")
    files = sorted(os.path.join(docs, name) for name in os.listdir(docs))
    size = sum(len(json.loads(line)["text"].encode()) for file in files for line in open(file))
    result = {"text_mb": round(size / 1e6, 1)}
    db = options.db or tempfile.mkdtemp()
    if not os.path.exists(os.path.join(db, "CURRENT")):
        _, cost = run([options.wutong, "ingest", "--db", db, docs])
        result["ingest"] = cost | {"mb_per_second": round(size / 1e6 / cost["seconds"], 2),
                                   "ms_per_mb_cpu": round(cost["cpu_seconds"] * 1e9 / size)}
    result["resolution"] = quality(options.wutong, db, os.path.join(options.generated, "truth.jsonl"))
    if options.forget:
        rng = random.Random(3)
        uris = []
        for file in rng.sample(files, min(len(files), options.forget)):
            uris.append(f"{file}#{rng.randint(1, 400)}")
        _, empty = run([options.wutong, "jobs", "--db", db])
        costs = [run([options.wutong, "forget", "--db", db, uri])[1] for uri in uris]
        result["forget"] = {"documents": len(costs),
                            "ms_each": round(1000 * sum(c["cpu_seconds"] for c in costs) / len(costs), 1),
                            "ms_of_opening": round(1000 * empty["cpu_seconds"], 1)}
    if options.orders:
        lines = [line for file in files for line in open(file)]
        names = [f"{i:06}.txt" for i in range(len(lines))]
        exports = set()
        with tempfile.TemporaryDirectory() as folder:
            for name, line in zip(names, lines):
                with open(os.path.join(folder, name), "w") as out:
                    out.write(json.loads(line)["text"])
            for order in range(options.orders):
                random.Random(order).shuffle(names)
                # A list is sorted, so an order is that of several jobs, of a few hundred documents.
                for begin in range(0, len(names), 250):
                    with open(os.path.join(folder, "list"), "w") as out:
                        out.write("\n".join(names[begin:begin + 250]))
                    run([options.wutong, "ingest", "--db", "order.db", "--list", "list"], cwd=folder)
                out, _ = run([options.wutong, "export", "--db", "order.db", "--format", "jsonl"], cwd=folder)
                exports.add(hashlib.sha256(out.encode()).hexdigest())
                shutil.rmtree(os.path.join(folder, "order.db"))
        result["orders"] = {"orders": options.orders, "documents": len(names), "different_exports": len(exports)}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
