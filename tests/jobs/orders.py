#!/usr/bin/env python3
"""Documents in random orders, and withdrawn by half and ingested again, give the same bytes. The
documents are generated ones and, where they are, the shared gold ones.
    orders.py WUTONG PROJECT SHARED [ORDERS [DOCUMENTS]]"""
import glob
import json
import os
import random
import subprocess
import sys
import tempfile

wutong, project, shared = (os.path.abspath(path) for path in sys.argv[1:4])
orders = int(sys.argv[4]) if len(sys.argv) > 4 else 20
documents = int(sys.argv[5]) if len(sys.argv) > 5 else 2000


def run(*arguments):
    done = subprocess.run([wutong, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"wutong {' '.join(arguments[:5])}: {done.stderr[-2000:]}")
    return done.stdout


def ingest(db, names, size):
    """In as many jobs as it takes: the documents of one job are sorted."""
    for begin in range(0, len(names), size):
        with open("list", "w") as out:
            out.write("\n".join(names[begin:begin + size]))
        run("ingest", "--db", db, "--list", "list")


def export(db):
    return run("export", "--db", db, "--format", "jsonl")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    subprocess.run([sys.executable, f"{project}/bench/generate_documents.py", "generated", "--documents",
                    str(documents)], check=True, stdout=subprocess.DEVNULL)
    names = []
    for file in sorted(glob.glob("generated/docs/*.jsonl")):
        for line in open(file):
            names.append(f"{len(names):05}.txt")
            with open(names[-1], "w") as out:
                out.write(json.loads(line)["text"])
    gold = 0
    for file in sorted(glob.glob(f"{shared}/eval/gold/*.txt") + glob.glob(f"{shared}/eval/gold/*/*.txt")):
        names.append(f"gold-{gold:03}.txt")
        gold += 1
        with open(file, "rb") as source, open(names[-1], "wb") as out:
            out.write(source.read())
    if not gold:
        print("skipped: the gold documents, as there is no", f"{shared}/eval/gold")
    run("ingest", "--db", "direct.db", *names)
    direct = export("direct.db")
    for order in range(orders):
        rng = random.Random(order)
        rng.shuffle(names)
        db = f"{order}.db"
        ingest(db, names, rng.choice([7, 40, 100, 400]) if order else len(names) // 3 + 1)
        if export(db) != direct:
            sys.exit(f"order {order}: the graph is another one")
        if order == 0:
            half = names[: len(names) // 2]
            run("forget", "--db", db, *half)
            run("check", db)
            ingest("half.db", names[len(names) // 2:], 500)
            if export(db) != export("half.db"):
                sys.exit("withdrawing half leaves another graph than ingesting the other half")
            ingest(db, half, 150)
            run("check", db)
            if export(db) != direct:
                sys.exit("withdrawing half and ingesting it again gives another graph")
    print(f"{orders} orders of {len(names)} documents ({gold} gold), half of them withdrawn and back: "
          f"the same {len(direct)} bytes")
