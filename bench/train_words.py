#!/usr/bin/env python3
"""Counts the words and pairs of words of the domain, for the language model that repairs damaged text.

    train_words.py DAMAGE OUT [TEXTS...] [--leave-out PREFIX...]

TEXTS are folders of texts (*.txt, and *.json beside them with the names of persons); without them tests/gold/practice.
Also counted are the documents about regional economy beside DAMAGE (../shared/eval's damage.py) and in the
repository that damaged_text.py --half dev measures on, and none that --half kept does. CLUENER's sentences are of
another domain: sports and games in them do harm. Damaged texts are left out, and texts whose name begins with PREFIX.

OUT: lines of word TAB count, and of word TAB word TAB count for two words in a row, of those that at least two
texts hold. <person> stands for the name of a person, and
the empty word for all that the model has no word for; a line begins behind a full stop."""
import argparse
import collections
import glob
import json
import math
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "scripts"))
import damaged_text  # noqa: E402
import make_tables  # noqa: E402

LONGEST = 4      # characters of a word
UNKNOWN = 18     # -ln P of a character that is no word
TEXTS = 2        # that must hold what is written
PERSON = "\ue000"
FOLDED = str.maketrans(",:;?!‘’", "，：；？！“”")


def is_han(c):
    return "\u4e00" <= c <= "\u9fff"


def word_costs():
    """-ln P of the words of the model, and of the base lexicon, which count less."""
    frequencies = {}
    with open(make_tables.JIEBA, encoding="utf-8") as lines:
        for line in lines:
            word, frequency, _ = line.split(" ")
            frequencies[word] = int(frequency)
    costs = {word: cost for word, cost, _ in make_tables.adapted(make_tables.read_model()[0], frequencies)[0] if word}
    total = sum(frequencies.values())
    for word, frequency in frequencies.items():
        if len(word) <= LONGEST:
            costs.setdefault(word, 1.5 - math.log(max(1, frequency) / total))
    costs[PERSON] = 0
    return costs


def segmented(line, costs):
    """The likeliest words, each on its own."""
    best, back = [0] + [1e9] * len(line), [0] * (len(line) + 1)
    for begin in range(len(line)):
        for end in range(begin + 1, min(begin + LONGEST, len(line)) + 1):
            cost = costs.get(line[begin:end], UNKNOWN if end == begin + 1 else None)
            if cost is not None and best[begin] + cost < best[end]:
                best[end], back[end] = best[begin] + cost, begin
    words, end = [], len(line)
    while end > 0:
        words.append(line[back[end]:end])
        end = back[end]
    return words[::-1]


def persons(path):
    """Chinese names of persons in a gold graph."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        entities = json.load(file)["entities"]
    return [name for entity in entities if entity["type"] == "Person" for name in [entity["name"], *entity["aliases"]]]


def is_damaged(text):
    plain = damaged_text.simplified([text])
    return (sum(a != b for a, b in zip("\n".join(plain), text)) >= 8 or "?" in text
            or damaged_text.BRACKET.search(text) is not None)


def tuned_half(damage):
    """(path, lines) of the half that damaged_text.py --half dev measures on."""
    number = 0
    for path in damaged_text.default_paths(damage):
        for lines in damaged_text.documents(path):
            if number % 2 == 0:
                yield path, lines
            number += 1


def texts(options):
    """(lines, persons) of each text."""
    for folder in options.texts or [os.path.join(ROOT, "tests", "gold", "practice")]:
        for path in sorted(glob.glob(os.path.join(folder, "*.txt"))):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if not is_damaged(text) and not os.path.basename(path).startswith(tuple(options.leave_out)):
                yield text.split("\n"), persons(path[:-4] + ".json")
    for path, lines in tuned_half(options.damage):
        if not path.endswith(".jsonl"):
            yield lines, persons(path[:-4] + ".json")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("damage")
    parser.add_argument("out")
    parser.add_argument("texts", nargs="*")
    parser.add_argument("--leave-out", nargs="*", default=[])
    options = parser.parse_args()
    costs = word_costs()
    counts, holders = collections.Counter(), collections.Counter()
    for lines, names in texts(options):
        held = set()
        names = {name for name in names if re.fullmatch("[\u4e00-\u9fff]{2,4}", name)}
        for line in lines:
            for name in sorted(names, key=lambda name: (-len(name), name)):
                line = line.replace(name, PERSON)
            words = segmented(line.strip().translate(FOLDED), costs)
            words = ["<person>" if word == PERSON else word if word in costs or is_han(word) else "" for word in words]
            if not words:
                continue
            words.insert(0, "。")
            pairs = list(zip(words, words[1:]))
            counts.update(words + pairs)
            held.update(words + pairs)
        holders.update(held)
    with open(options.out, "w", encoding="utf-8") as out:
        for key in sorted((key for key in counts if holders[key] >= TEXTS), key=lambda key: (isinstance(key, tuple), key)):
            fields = key if isinstance(key, tuple) else (key,)
            out.write("\t".join([*fields, str(counts[key])]) + "\n")


if __name__ == "__main__":
    main()
