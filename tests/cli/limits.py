"""Large and long queries at the command line.

    limits.py WUTONG

A million rows take no more memory than a hundred thousand; --memory-limit, --timeout and Ctrl-C
end a query with a message, soon, and the database answers as before.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

wutong = sys.argv[1]
failures = []


def check(what, good, found):
    if not good:
        failures.append(f"{what}: {found}")


def cpu_of(pid):
    """Seconds of CPU that a process has spent."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(db, query, *options, interrupt=None):
    """Status, messages, lines of output, peak KiB, seconds since the interrupt or the start: of the
    clock or, where other processes hold it up, of the CPU."""
    child = subprocess.Popen([wutong, "query", "--db", db, "--format", "csv", *options, query],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    started, spent = time.monotonic(), 0
    if interrupt is not None:
        time.sleep(interrupt)
        # Where other processes hold it up, it may not have begun.
        while cpu_of(child.pid) < interrupt / 4 and time.monotonic() - started < 20:
            time.sleep(0.05)
        started, spent = time.monotonic(), cpu_of(child.pid)
        os.kill(child.pid, signal.SIGINT)  # send_signal() would take the status of one that ended
    lines = 0
    while block := child.stdout.read(1 << 20):
        lines += block.count(b"\n")
    messages = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    if seconds < 1:
        seconds = min(seconds, max(0, usage.ru_utime + usage.ru_stime - spent))
    return child.returncode, messages, lines, usage.ru_maxrss, seconds


LONG = [
    "MATCH (a:N), (b:N), (c:N), (d:N) WHERE a.i + b.i + c.i + d.i = 5 RETURN count(*)",
    "MATCH (a:N)-[*]-(b) RETURN count(*)",
    "MATCH ((a:N)-[:R]-(b)){1,40} RETURN count(*)",
    "UNWIND range(1, 1000000000000) AS i RETURN count(i)",
    "UNWIND range(1, 20000000) AS i WITH i % 1000 AS k, i ORDER BY k, i RETURN count(k)",
    "RETURN size([x IN range(1, 50000000) WHERE x % 2 = 0])",
    "RETURN reduce(s = 0, x IN range(1, 1000000000) | s + x)",
    "RETURN all(x IN range(1, 1000000000) WHERE x > 0)",
    "WITH range(1, 30000000) AS list "
    "RETURN reduce(s = 0, x IN list | s + x % 7 + x % 11 + x % 13)",
    "UNWIND [x IN range(1, 30000000) | x + 1] AS i RETURN sum(i)",
    "UNWIND range(1, 100000000) AS i WITH DISTINCT i RETURN count(i)",
    "UNWIND range(1, 100000000) AS i RETURN i % 1000000 AS k, collect(i) AS all ORDER BY k LIMIT 1",
    "MATCH (a:N), (b:N), (c:N) MATCH p = allShortestPaths((a)-[*]-(b)) RETURN sum(length(p))",
    "UNWIND range(1, 100000000) AS i CREATE (:Lost {i: i})",
]

with tempfile.TemporaryDirectory() as directory:
    db = directory + "/db"
    made = subprocess.run([wutong, "pipe", "--db", db], capture_output=True, text=True, input="".join(
        '{"op":"exec","text":"%s"}\n' % text for text in (
            "UNWIND range(1, 2000) AS i CREATE (:N {i: i})",
            "MATCH (a:N), (b:N) WHERE a.i <= 40 AND b.i <= 40 AND a.i < b.i CREATE (a)-[:R]->(b)",
        )))
    check("making the graph", "error" not in made.stdout, made.stdout)

    def whole():
        status, _, lines, _, _ = run(db, "MATCH (n) RETURN n.i")
        return status == 0 and lines == 2001

    check("the graph", whole(), "not there")

    rows = "MATCH (a:N), (b:N) RETURN a.i, b.i, 'text ' + a.i AS s LIMIT "
    peaks = {}
    for count in (100_000, 1_000_000):
        status, messages, lines, peaks[count], _ = run(db, rows + str(count))
        check(f"{count} rows", status == 0 and lines == count + 1, (status, lines, messages))
    check("memory of 1,000,000 rows", peaks[1_000_000] < peaks[100_000] + 8 * 1024, peaks)

    for query in ("UNWIND range(1, 100000000) AS i WITH i ORDER BY i DESC RETURN collect(i)",
                  "MATCH (a:N), (b:N) RETURN collect(a.i + b.i)",
                  "MATCH (a:N), (b:N) RETURN DISTINCT a.i, b.i",
                  "UNWIND range(1, 100000000) AS i RETURN count(DISTINCT i)",
                  "UNWIND range(1, 100000000) AS i RETURN percentileDisc(i, 0.5)",
                  "UNWIND range(1, 40) AS i WITH collect(i) AS l "
                  "RETURN size(reduce(s = 'x', i IN l | s + s))",
                  "UNWIND range(1, 40) AS i WITH collect(i) AS l RETURN size(reduce(s = l, i IN l | s + s))",
                  "RETURN size(range(1, 90000000))"):
        status, messages, _, peak, _ = run(db, query, "--memory-limit", "20")
        check(query, status == 1 and "error[query.memory_limit]: the query holds more rows than its "
              "memory limit allows" in messages and peak < peaks[100_000] + 300 * 1024,
              (status, messages, peak))

    for query in LONG:
        status, messages, _, _, seconds = run(db, query, "--timeout", "300")
        check(query, status == 1 and messages.startswith(
            "error[query.timeout]: the query ran longer than its time limit"), (status, messages))
        # The best of a few counts.
        best = 9.0
        for _ in range(5):
            status, messages, _, _, seconds = run(db, query, interrupt=0.4)
            check(query, status == 1 and messages.startswith(
                "error[query.cancelled]: the query was cancelled"), (status, messages))
            best = min(best, seconds)
            if best < 0.1:
                break
        check("Ctrl-C: " + query, best < 0.1, f"{best * 1000:.0f} ms")
        if len(sys.argv) > 2:
            print(f"{best * 1000:5.0f} ms after Ctrl-C: {query}")
    check("the graph afterwards", whole(), "not there")
    left = run(db, "MATCH (n:Lost) RETURN n")[2]
    check("what was cancelled", left <= 1, f"{left - 1} nodes")

for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
