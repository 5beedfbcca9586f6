#!/usr/bin/env python3
"""Measures `wutong extract`: speed on one core and two, start-up, peak memory, texts made to hurt.

    extraction.py WUTONG TEXT... [--megabytes 20] [--jieba]

TEXT: files or folders of UTF-8 text, or JSON Lines with a "text" each, cut into documents of about 8 kB; where they hold less than
asked for, they are taken again with other digits. --jieba times python3-jieba's posseg on two
megabytes of the same text, on one core. Times are of whole processes; each is the median of three.
On a machine that does other things too, CPU time says more than the clock does.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def texts(paths):
    for path in map(pathlib.Path, paths):
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace")
            if file.suffix == ".jsonl":
                text = "\n".join(json.loads(line)["text"] for line in text.splitlines())
            yield text


def documents(paths, size):
    pieces = [piece for text in texts(paths) for piece in text.splitlines() if piece.strip()]
    digits = random.Random(1)
    made = total = 0
    while total < size:
        lines, length = [], 0
        while length < 8000:
            line = pieces[made % len(pieces)]
            if made >= len(pieces):
                line = "".join(digits.choice("0123456789") if c.isdigit() else c for c in line)
            lines.append(line)
            length += len(line.encode()) + 1
            made += 1
        total += length
        yield "\n".join(lines) + "\n"


def distinct(count):
    """So many names, no two alike."""
    for number in range(count):
        yield "".join(chr(0x5000 + number // 97 ** place % 97 * 40) for place in range(3)) + "科技公司"


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(command, cores):
    """Seconds on the clock, and of the processors."""
    pinned = ["taskset", "-c", ",".join(map(str, range(cores)))] + command
    seconds, busy = [], []
    for _ in range(3):
        begin, before = time.perf_counter(), cpu()
        subprocess.run(pinned, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - begin)
        busy.append(cpu() - before)
    return statistics.median(seconds), statistics.median(busy)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wutong")
    parser.add_argument("text", nargs="+")
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--jieba", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = 0
        for number, text in enumerate(documents(options.text, options.megabytes * 1e6)):
            data = text.encode()
            size += len(data)
            pathlib.Path(folder, f"{number:05}.txt").write_bytes(data)
        for cores in (1, 2):
            seconds, busy = timed([options.wutong, "extract", folder], cores)
            print(f"extract, {cores} core{'s' if cores > 1 else ''}: {size / 1e6:.1f} MB in "
                  f"{seconds:.2f} s, {size / 1e6 / seconds:.2f} MB/s "
                  f"({busy:.2f} s of CPU time, {size / 1e6 / busy:.2f} MB/s)")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"peak memory: {peak / 1024:.0f} MiB")
        small = os.path.join(folder, "small.txt")
        pathlib.Path(small).write_text("桐乡市位于浙江省。\n", encoding="utf-8")
        seconds, busy = timed([options.wutong, "extract", small], 1)
        print(f"start-up: {1000 * seconds:.0f} ms ({1000 * busy:.0f} ms of CPU time)")
        hurtful = {"no punctuation": "桐乡市数字经济企业和园区发展很快浙江省有许多产业" * 140000,
                   "100,000 conjuncts": "、".join(distinct(100000)) + "等企业落户桐乡。",
                   "open quotation marks": "“桐" * 500000,
                   "digits": "1234567890" * 100000}
        for name, text in hurtful.items():
            for share in (1, 2):
                path = os.path.join(folder, "hurtful.txt")
                data = text[: len(text) * share // 2].encode()
                pathlib.Path(path).write_bytes(data)
                seconds, busy = timed([options.wutong, "extract", path], 1)
                print(f"{name}: {len(data) / 1e6:.2f} MB in {seconds:.2f} s ({busy:.2f} s of CPU time)")
        if options.jieba:
            sample = "".join(documents(options.text, 2e6))
            begin = time.process_time()
            import jieba.posseg
            jieba.setLogLevel(60)
            jieba.initialize()
            ready = time.process_time()
            for _ in jieba.posseg.cut(sample):
                pass
            seconds = time.process_time() - ready
            print(f"jieba.posseg: {len(sample.encode()) / 1e6:.1f} MB in {seconds:.2f} s, "
                  f"{len(sample.encode()) / 1e6 / seconds:.2f} MB/s (and {ready - begin:.2f} s to start)")


if __name__ == "__main__":
    sys.exit(main())
