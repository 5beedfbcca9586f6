#!/usr/bin/env python3
"""Measures restoration on clean Chinese text that is damaged here, in every style of damage.py.

    damaged_text.py WUTONG DAMAGE [CLEAN...] [--half dev|kept|all] [--tables N] [--documents N] [--misses]

WUTONG is the program, DAMAGE the path of damage.py. CLEAN are files of clean simplified Chinese: plain
text, one document each, or JSON Lines with a field "text", whose whole sentences are joined to
documents of ten paragraphs. Without CLEAN: ../shared/eval's clean documents of gold and CLUENER's sentences beside
DAMAGE, tests/text/clean and tests/gold/written; those of CLUENER are summed as "general", all others as
"regional" (economy). Every document is damaged in the four styles that break text, each with
the style's own table of annotated characters and N - 1 tables drawn at random (seeded) from the observed
one. Documents fall into two halves by their number: work on one, and score the other at the end.

What is compared is what score_text.py compares: neither white space nor widths. A run is a place at
which stripping readings and simplifying is not enough, those at most 8 characters apart being one; it
is exact if every character of it is back. Characters: the share of clean ones that are in place, less
what was added. "But for what was eaten": runs whose only fault is U+FFFD for a digit or letter that the
damage left no trace of; they are not exact. --misses prints each run that is not exact: as it was, as it
came back, and its line as it was found."""
import argparse
import difflib
import glob
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
STYLES = ["few", "few2", "few3", "many"]
BRACKET = re.compile("(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
NEAR = 8


def narrow(line):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", line).replace("著", "着"))


def in_gbk(line):
    try:
        line.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


PAIRS = ["“”", "‘’", "《》", "（）", "()", "【】", "「」"]


def is_whole(sentence):
    """An edited sentence: its mark at the end, no mark twice, no bracket that only opens or only closes."""
    if len(sentence) < 12 or not in_gbk(sentence) or re.search("[?]|[。！？]{2}|[^。！？”]$", sentence):
        return False
    if not re.match("[\u4e00-\u9fffA-Za-z0-9“《]", sentence):
        return False
    for opening, closing in PAIRS:
        depth = 0
        for c in sentence:
            depth += (c == opening) - (c == closing)
            if not 0 <= depth <= 1:
                return False
        if depth:
            return False
    return True


def documents(path):
    """Lists of lines. What GBK cannot hold, or what is damaged itself, is no clean text."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if path.endswith(".jsonl"):
        whole = [s for s in (json.loads(line)["text"].strip() for line in lines if line) if is_whole(s)]
        whole = [s for s, t in zip(whole, simplified(whole)) if s == t]
        paragraphs = ["".join(whole[i:i + 3]) for i in range(0, len(whole), 3)]
        return [paragraphs[i:i + 10] for i in range(0, len(paragraphs), 10)]
    lines = [line for line in lines if line.strip() and in_gbk(line)]
    return [lines] if lines else []


def default_paths(damage):
    shared = os.path.dirname(os.path.abspath(damage))
    gold = [p for kind in "PBD" for p in glob.glob(os.path.join(shared, "gold", f"{kind}*.txt"))]
    return (sorted(glob.glob(os.path.join(ROOT, "tests", "text", "clean", "*.txt"))) + sorted(gold)
            + sorted(glob.glob(os.path.join(shared, "cluener", "*.jsonl")))
            + sorted(glob.glob(os.path.join(ROOT, "tests", "gold", "written", "*.txt"))))


def simplified(lines):
    return subprocess.run(["opencc", "-c", "t2s.json"], input="\n".join(lines), capture_output=True,
                          text=True, check=True).stdout.split("\n")


def errors(want, got):
    """Places of `want` that are wrong or lost, each with its operation, and how many are added."""
    if want == got:
        return {}, 0
    begin = 0
    while begin < min(len(want), len(got)) and want[begin] == got[begin]:
        begin += 1
    begin = max(0, begin - 20)
    bad, added = {}, 0
    matcher = difflib.SequenceMatcher(None, want[begin:], got[begin:], autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            continue
        added += max(0, (d - c) - (b - a))
        for place in range(a, b) if a < b else [min(a, len(want) - begin - 1)]:
            bad[begin + place] = (begin + c, begin + d)
    return bad, added


def runs_of(places):
    runs = []
    for place in sorted(places):
        if runs and place - runs[-1][1] <= NEAR:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return runs


class Score:
    def __init__(self):
        self.characters = self.wrong = self.added = self.runs = self.exact = self.eaten = self.harmed = 0
        self.misses = []

    def add(self, want, found, naive, got):
        want, naive, got = narrow(want), narrow(naive), narrow(got)
        bad, added = errors(want, got)
        self.characters += len(want)
        self.wrong += len(bad)
        self.added += added
        inside = set()
        for begin, end in runs_of(errors(want, naive)[0]):
            self.runs += 1
            inside.update(range(begin - NEAR, end + NEAR + 1))
            places = [p for p in bad if begin <= p <= end]
            if not places:
                self.exact += 1
                continue
            other = difflib.SequenceMatcher(None, want, got, autojunk=False)
            start, stop = max(0, begin - NEAR), end + NEAR
            match = "".join(got[c:d] for o, a, b, c, d in other.get_opcodes()
                            for a, b, c, d in [clip(o, a, b, c, d, start, stop)] if a <= b)
            wanted = want[start:stop]
            self.eaten += len(match) == len(wanted) and all(b in (a, "\ufffd") for a, b in zip(wanted, match))
            self.misses.append((wanted, match, found))
        self.harmed += sum(p not in inside for p in bad)

    def __str__(self):
        share = self.exact / self.runs if self.runs else 1
        right = 1 - (self.wrong + self.added) / max(1, self.characters)
        return (f"{self.exact:5} of {self.runs:5} runs exact ({100 * share:5.2f} %), "
                f"{self.eaten:3} but for what was eaten   characters {right:.5f} of {self.characters}   harmed beside runs {self.harmed}")


def clip(operation, a, b, c, d, start, stop):
    """The part of an operation that falls into [start, stop) of the wanted text."""
    if b < start or a > stop or (operation == "equal" and (b <= start or a >= stop)):
        return 1, 0, 0, 0
    if operation == "equal":
        c, d = c + max(0, start - a), d - max(0, b - stop)
    return a, b, c, d


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wutong")
    parser.add_argument("damage")
    parser.add_argument("clean", nargs="*")
    parser.add_argument("--half", choices=["dev", "kept", "all"], default="all")
    parser.add_argument("--tables", type=int, default=2)
    parser.add_argument("--documents", type=int, default=10**9, help="of each file at most")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("damage", options.damage)
    damage = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(damage)

    kinds = {}  # where a document is from, and its lines
    number = 0
    for path in options.clean or default_paths(options.damage):
        chosen = []
        for lines in documents(path):
            if options.half == "all" or (number % 2 == 0) == (options.half == "dev"):
                chosen.append(lines)
            number += 1
        kind = os.path.basename(path) if path.endswith(".jsonl") else os.path.basename(os.path.dirname(path))
        kinds.setdefault(kind, []).extend(chosen[:options.documents])
    scores = {}
    damage.s2t_chars("".join(c for lines in kinds.values() for document in lines for c in "".join(document)))
    with tempfile.TemporaryDirectory() as folder:
        def restored(job):
            path = os.path.join(folder, f"{job[0]}.txt")
            with open(path, "w", encoding="utf-8") as out:
                out.write("\n".join(job[1]) + "\n")
            run = subprocess.run([options.wutong, "text", path], capture_output=True, text=True, check=True)
            os.remove(path)
            return run.stdout.split("\n")[:len(job[1])]

        for kind, clean in kinds.items():
            for style in STYLES:
                chance = random.Random(f"{kind} {style}")
                jobs, wants = [], []
                for document in clean:
                    for table in range(options.tables):
                        chars = None
                        if table > 0:
                            rest = sorted(set(damage.MANY) - set(damage.CORE))
                            chars = damage.CORE + "".join(chance.sample(rest, chance.randrange(len(rest) + 1)))
                        found = damage.damage("\n".join(document), style, chars=chars).split("\n")
                        jobs.append((len(jobs), found))
                        wants.append(document)
                naive = iter(simplified([BRACKET.sub("", line) for _, found in jobs for line in found]))
                with ThreadPoolExecutor(2) as pool:
                    results = list(pool.map(restored, jobs))
                score = scores[kind, style] = Score()
                for want, (_, found), got in zip(wants, jobs, results):
                    if len(got) != len(want):
                        sys.exit(f"{len(want)} lines were restored to {len(got)}")
                    for lines in zip(want, found, [next(naive) for _ in found], got):
                        score.add(*lines)
                if options.misses:
                    for want, got, found in score.misses:
                        print(f"- {kind} {style}\n  {want}\n  {got}\n  {found}")
                print(f"{kind:14} {style:6} {score}", flush=True)
    whole = {}
    for (kind, style), score in scores.items():
        for name in (kind, "general" if kind.endswith(".jsonl") else "regional", "all"):
            total = whole.setdefault(name, Score())
            for field in ("characters", "wrong", "added", "runs", "exact", "eaten", "harmed"):
                setattr(total, field, getattr(total, field) + getattr(score, field))
    for name, total in whole.items():
        print(f"{name:21} {total}")


if __name__ == "__main__":
    main()
