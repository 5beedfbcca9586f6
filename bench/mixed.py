#!/usr/bin/env python3
"""Reads beside writes: 90 % point reads and 10 % single durable writes on one database.

    bench/mixed.py [WUTONG] [--nodes N] [--operations N]

Makes a graph of its own in a temporary directory, then prints the median time of a read by itself
and between writes, of both kinds of reads: a point read, and a count over all two-step paths, which
runs on the copy of the graph in memory and would show if a write made it anew. Ends with status 1
where writes slow either by a factor of 2 or more.
"""
import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


class Pipe:
    def __init__(self, program, db):
        self.child = subprocess.Popen([program, "pipe"], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        self.ask(op="open", db=db, create=True)

    def ask(self, **request):
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        reply = json.loads(self.child.stdout.readline())
        if "error" in reply:
            sys.exit(f"{request.get('text', request['op'])}: {reply['error']}")
        return reply

    def prepare(self, text):
        return self.ask(op="prepare", text=text)["stmt"]

    def times(self, statement, parameters):
        """Milliseconds of each run, by the engine's own clock."""
        return [self.ask(op="runMany", stmt=statement, params=[p])["ms"] for p in parameters]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parent.parent
    parser.add_argument("wutong", nargs="?", default=str(here / "build/release/wutong"))
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--operations", type=int, default=5_000)
    options = parser.parse_args()
    draw = random.Random(7)
    nodes = options.nodes

    with tempfile.TemporaryDirectory() as directory:
        pipe = Pipe(options.wutong, directory + "/db")
        pipe.ask(op="exec", text="CREATE CONSTRAINT FOR (c:Company) REQUIRE c.id IS UNIQUE")
        for first in range(0, nodes, 10_000):
            last = min(first + 10_000, nodes) - 1
            pipe.ask(op="exec", text=f"UNWIND range({first}, {last}) AS i "
                     "CREATE (:Company {id: i, name: 'Company ' + i, staff: i % 1000})")
            rows = [{"a": i, "b": draw.randrange(last + 1)} for i in range(first, last + 1)]
            pipe.ask(op="exec", params={"rows": rows}, text="UNWIND $rows AS r "
                     "MATCH (a:Company {id: r.a}), (b:Company {id: r.b}) CREATE (a)-[:SUPPLIES]->(b)")
        point = pipe.prepare("MATCH (c:Company {id: $id}) RETURN c.name, c.staff")
        paths = pipe.prepare("MATCH (:Company)-[:SUPPLIES]->(:Company)-[:SUPPLIES]->(:Company) "
                             "RETURN count(*) AS n")
        writes = [pipe.prepare("MATCH (c:Company {id: $id}) SET c.staff = $n"),
                  pipe.prepare("CREATE (:Company {id: $new, name: 'new', staff: $n})"),
                  pipe.prepare("MATCH (a:Company {id: $id}), (b:Company {id: $n}) "
                               "CREATE (a)-[:SUPPLIES]->(b)")]

        def some():
            return {"id": draw.randrange(nodes)}

        def write(i):
            return pipe.times(writes[i % 3], [{"id": draw.randrange(nodes), "n": i, "new": nodes + i}])

        pipe.times(paths, [{}] * 5)
        pipe.times(point, [some() for _ in range(1000)])
        alone = pipe.times(point, [some() for _ in range(options.operations)])
        alone_paths = pipe.times(paths, [{}] * 50)
        mixed, mixed_paths, written = [], [], []
        for i in range(options.operations // 10):
            written += write(i)
            if i % 10 == 0:
                mixed_paths += pipe.times(paths, [{}])
            mixed += pipe.times(point, [some() for _ in range(9)])
        pipe.ask(op="close")
        pipe.child.wait()

    worst = 0.0
    for name, before, after in (("point read", alone, mixed), ("two-step paths", alone_paths, mixed_paths)):
        # The sum as well as the median: a copy made anew now and then would show in the sum only.
        factors = [statistics.median(after) / statistics.median(before),
                   statistics.mean(after) / statistics.mean(before)]
        worst = max(worst, *factors)
        print(f"{name}: alone {statistics.median(before):.4f} ms, between writes "
              f"{statistics.median(after):.4f} ms, factor {factors[0]:.2f} (means {factors[1]:.2f})")
    print(f"single durable write: {statistics.median(written):.3f} ms")
    return 1 if worst >= 2 else 0


if __name__ == "__main__":
    sys.exit(main())
