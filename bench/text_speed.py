#!/usr/bin/env python3
"""Measures how fast text is restored, on one core, in CPU time, the median of several runs.

    text_speed.py WUTONG [--megabytes N] [--runs N]

The inputs are tests/text over and over, up to N MB (5 by default):

    damaged      tests/text/damaged as a page of its kind has it: two or three lines of traditional text
                 behind each broken one, a broken run in 240 characters, as the measured pages have them
    dense        the same lines alone: a broken run in 80 characters
    clean        tests/text/clean: simplified Chinese in UTF-8
    traditional  the clean text in traditional characters, as `opencc -c s2t` makes it

Starting the program is not counted: the time of an empty run is taken off. libopencc's own t2s is
measured on the traditional text in the same way, and the ratio printed. What comes back is checked:
clean text unchanged, traditional text as it was before, or nothing is printed for it."""
import argparse
import glob
import os
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
TEXT = os.path.join(ROOT, "tests", "text")


def lines_of(pattern):
    lines = []
    for path in sorted(glob.glob(os.path.join(TEXT, pattern))):
        with open(path, encoding="utf-8") as file:
            lines += file.read().splitlines()
    return lines


def opencc(text, config):
    return subprocess.run(["opencc", "-c", config], input=text, capture_output=True, text=True, check=True).stdout


def filled(lines, megabytes):
    text = "\n".join(lines) + "\n"
    return text * max(1, int(megabytes * 1e6) // len(text.encode()))


def cpu_seconds(command, stdin=None):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(stdin or os.devnull, "rb") as source:
        subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wutong")
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    clean = lines_of("clean/*.txt")
    traditional = opencc("\n".join(clean) + "\n", "s2t.json").splitlines()
    broken = [line for style in ("few", "few2", "few3", "many") for line in lines_of(f"damaged/*.{style}.txt")]
    plain = lines_of("damaged/*.plain.txt")
    mixed = []
    for number, line in enumerate(broken):
        mixed.append(line)
        mixed += [plain[(number * 3 + k) % len(plain)] for k in range(2 + number % 2)]
    inputs = {"damaged": mixed, "dense": broken, "clean": clean, "traditional": traditional}
    with tempfile.TemporaryDirectory() as folder:
        def measure(command, path=None):
            return statistics.median(cpu_seconds(command, path) for _ in range(options.runs))

        def file(name, text):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
            return path

        # A short text of each kind: what is loaded and made once is no speed.
        start = {name: measure([options.wutong, "text", file("start.txt", "\n".join(lines[:40]) + "\n")])
                 for name, lines in inputs.items()}
        for name, lines in inputs.items():
            text = filled(lines, options.megabytes)
            path = file(name + ".txt", text)
            size = len(text.encode())
            if name in ("clean", "traditional"):
                got = subprocess.run([options.wutong, "text", path], capture_output=True, text=True, check=True).stdout
                want = filled(clean, options.megabytes) if name == "clean" else opencc(text, "t2s.json")
                wrong = sum(a != b for a, b in zip(want, got)) + abs(len(want) - len(got))
                if wrong * 1000 > len(want):
                    sys.exit(f"{name}: {wrong} of {len(want)} characters are not what they should be")
            seconds = measure([options.wutong, "text", path]) - start[name]
            line = f"{name:12} {size / 1e6:5.2f} MB  {seconds:6.3f} s  {size / 1e6 / seconds:7.1f} MB/s"
            if name == "traditional":
                small = file("small.txt", "經濟\n")
                theirs = measure(["opencc", "-c", "t2s.json"], path) - measure(["opencc", "-c", "t2s.json"], small)
                line += f"  libopencc {size / 1e6 / theirs:.1f} MB/s, ratio {theirs / seconds:.1f}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
