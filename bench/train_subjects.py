#!/usr/bin/env python3
"""Trains the model of subjects (schema/models/subjects.txt): what a figure is about.

    train_subjects.py TRAINING_DATA SCORER_DIR OUT GOLD_DIR...
    train_subjects.py --folds N TRAINING_DATA SCORER_DIR - GOLD_DIR...

TRAINING_DATA is build/release/training_data, SCORER_DIR the folder of score.py, whose reading of what
counts as the same name is used. Of the things that a figure may be about one is right: a logistic
regression (liblinear, Debian's liblinear-tools) learns from the differences between the features of
the right one and of each other. What the figure before was about is a feature; in training it is
what the gold says of it.

Texts whose names begin with one of the letters of --like are written in the style of those to come:
they count twice.

With --folds nothing is written: each document is judged by a model that has not seen it, its figures
one after the other, and the share of right subjects is printed beside that of the rules.
"""
import argparse
import collections
import random
import subprocess
import sys
import tempfile

from gold_texts import read_graphs, seen_by, unprintable
from train_relations import names_matched

COST = "0.05"        # liblinear's C
SMALL = 0.03        # weights below it are left out


class Document:
    """figures: [(right entity or None, rule's, offered [(entity, features, if previous)])]"""

    def __init__(self, score, gold, found):
        self.name = gold["doc"]
        matched = names_matched(score, gold, found["entities"])
        there = {g: e for e, g in matched.items()}
        left = list(gold["statistics"])
        self.figures = []
        for figure in found["figures"]:
            figure["subject"] = matched.get(figure["rule"])
            best, right = 0, None
            for wanted in left:
                a, b = (set(score.norm(x["indicator"])) for x in (figure, wanted))
                if (score.scaled(figure) != score.scaled(wanted)
                        or 2 * len(a & b) < min(len(a), len(b))):
                    continue
                alike = 1 + (figure["period"] == wanted["period"]) + len(a & b) / len(a | b)
                if alike > best:
                    best, right = alike, wanted
            if right:
                left.remove(right)
            self.figures.append((there.get(right["subject"], -3) if right else None,
                                 figure["rule"],
                                 [(c["entity"], c["offered"], self.clean(c["features"]),
                                   self.clean(c["previous"])) for c in figure["candidates"]]))

    @staticmethod
    def clean(features):
        return {f for f in features if not unprintable(f)}

    def candidates(self, number, previous):
        for entity, offered, features, if_previous in self.figures[number][2]:
            if entity == previous:
                yield entity, features | if_previous
            elif offered:
                yield entity, features


def differences(document):
    """What the right candidate has and another has not, and the other way round."""
    previous = -1
    for number, (right, rule, _) in enumerate(document.figures):
        if right is not None and right >= 0:
            of = dict(document.candidates(number, previous))
            if right in of:
                for entity, features in of.items():
                    if entity != right:
                        yield of[right] - features, features - of[right]
        previous = rule if right is None or right < 0 else right


def train(documents):
    seen, known = {}, set()
    for document in documents:
        for _, _, candidates in document.figures:
            for _, _, features, if_previous in candidates:
                for feature in features | if_previous:
                    if seen.setdefault(feature, document.name) != document.name:
                        known.add(feature)
    numbers = {}
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/examples", "w", encoding="ascii") as out:
            sign = 1
            for document in documents:
                for has, lacks in differences(document):
                    values = {numbers.setdefault(f, len(numbers) + 1): sign for f in sorted(has & known)}
                    values.update((numbers.setdefault(f, len(numbers) + 1), -sign)
                                  for f in sorted(lacks & known))
                    if values:
                        out.write(f"{sign:+d} " + " ".join(f"{i}:{v}" for i, v in
                                                           sorted(values.items())) + "\n")
                        sign = -sign
        subprocess.run(["liblinear-train", "-q", "-s", "0", "-c", COST, folder + "/examples",
                        folder + "/model"], check=True)
        with open(folder + "/model", encoding="ascii") as file:
            lines = file.read().split("\n")
    first = next(line for line in lines if line.startswith("label")).split()[1]
    sign = 1 if first == "1" else -1
    values = [sign * float(line) for line in lines[lines.index("w") + 1:] if line.strip()]
    return {f: values[i - 1] for f, i in numbers.items() if abs(values[i - 1]) >= SMALL}


def judge(weights, document):
    """(right by the rules, right by the model, attainable, figures with a subject)."""
    rules = model = attainable = total = 0
    previous = -1
    for number, (right, rule, _) in enumerate(document.figures):
        best, chosen = None, rule
        for entity, features in document.candidates(number, previous):
            total_weight = sum(weights.get(f, 0) for f in features)
            if best is None or total_weight > best:
                best, chosen = total_weight, entity
        previous = chosen
        if right is None:
            continue
        total += 1
        rules += rule == right
        model += chosen == right
        attainable += any(e == right and o for e, o, _, _ in document.figures[number][2])
    return rules, model, attainable, total


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("training_data")
    parser.add_argument("scorer")
    parser.add_argument("out")
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--schema", default="", help="with the models of names to use")
    parser.add_argument("--without", default="", help="a file with names of texts to leave out")
    parser.add_argument("--like", default="", help="letters: texts that begin so count twice")
    options = parser.parse_args()
    sys.path.insert(0, options.scorer)
    import score
    graphs, texts = read_graphs(options.gold, options.without)
    documents = [Document(score, graphs[name][0], found)
                 for name, found in seen_by(options.training_data, "subjects", texts, options.schema)]
    again = lambda texts: texts + [d for d in texts if d.name[0] in options.like]
    if options.folds:
        random.Random(1).shuffle(documents)
        sums = collections.defaultdict(lambda: [0, 0, 0, 0])
        for fold in range(options.folds):
            weights = train(again([d for i, d in enumerate(documents)
                                   if i % options.folds != fold]))
            for document in documents[fold::options.folds]:
                counts = judge(weights, document)
                for key in ("all", document.name[0]):
                    sums[key] = [a + b for a, b in zip(sums[key], counts)]
        for key, (rules, model, attainable, total) in sorted(sums.items()):
            print(f"{key:4} figures {total:5}  rules {rules / total:.3f}  model {model / total:.3f}"
                  f"  among the candidates {attainable / total:.3f}")
        return
    weights = train(again(documents))
    with open(options.out, "w", encoding="utf-8") as out:
        out.write("# WEIGHT TAB FEATURE\n# What speaks for a thing's being what a figure is about, "
                  f"and against it.\n# Written by bench/train_subjects.py from {len(documents)} "
                  "texts.\n")
        for feature, weight in sorted(weights.items()):
            out.write(f"{weight:.2f}\t{feature}\n")


if __name__ == "__main__":
    main()
