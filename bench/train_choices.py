#!/usr/bin/env python3
"""Trains a model that chooses what a figure is about (schema/models/subjects.txt) or when it holds
(schema/models/periods.txt).

    train_choices.py subjects|periods TRAINING_DATA SCORER_DIR OUT GOLD_DIR...
    train_choices.py --folds N subjects|periods TRAINING_DATA SCORER_DIR - GOLD_DIR...

TRAINING_DATA is build/release/training_data, SCORER_DIR the folder of score.py, whose reading of what
counts as the same name is used. Of the things that a figure may be about, of the times when it may
hold, one is right: a logistic regression (liblinear, Debian's liblinear-tools) learns from the
differences between the features of the right one and of each other. The choice for the figure before
is a feature; in training it is what the gold says of that one.

Texts whose names begin with one of the letters of --like are written in the style of those to come:
they count twice.

With --folds nothing is written: each document is judged by a model that has not seen it, its figures
one after the other, and the share of right choices is printed beside that of the rules.
"""
import argparse
import collections
import random
import subprocess
import sys
import tempfile

from gold_texts import read_graphs, seen_by, unprintable
from train_relations import names_matched

COST = "0.03"        # liblinear's C
SMALL = 0.03        # weights below it are left out
# kRule of subject_candidates.cpp and period_candidates.cpp
TRUST = {"subjects": 0.6, "periods": 0.3}
PARTS = 3           # of the texts, each judged by a model of the others


NOTHING = object()  # of a figure: the gold has none like it


class Document:
    """figures: [(right or NOTHING, rule's, offered [(choice, offered, features, if previous)])]; a
    choice is the number of an entity or a period, None for none; -3: an entity that was not found."""

    def __init__(self, model, score, gold, found):
        self.name = gold["doc"]
        matched = names_matched(score, gold, found["entities"])
        there = {g: e for e, g in matched.items()}
        left = list(gold["statistics"])
        self.figures = []
        for figure in found["figures"]:
            best, right = 0, None
            for wanted in left:
                a, b = (set(score.norm(x["indicator"])) for x in (figure, wanted))
                if (score.scaled(figure) != score.scaled(wanted)
                        or 2 * len(a & b) < min(len(a), len(b))):
                    continue
                alike = 1 + (figure["period"] == wanted["period"]) + len(a & b) / len(a | b)
                if model == "periods":
                    alike += 2 * (matched.get(figure["subject"]) == wanted["subject"])
                if alike > best:
                    best, right = alike, wanted
            if right:
                left.remove(right)
            answer = (NOTHING if not right else right["period"] if model == "periods" else
                      there.get(right["subject"], -3))
            self.figures.append((answer, figure["period" if model == "periods" else "subject"],
                                 [(c["is"], c["offered"], self.clean(c["features"]),
                                   self.clean(c["previous"])) for c in figure["candidates"]]))

    @staticmethod
    def clean(features):
        return {f for f in features if not unprintable(f)}

    def candidates(self, number, previous):
        for choice, offered, features, if_previous in self.figures[number][2]:
            if choice == previous:
                yield choice, features | if_previous
            elif offered:
                yield choice, features


def differences(document, chosen=None):
    """What the right candidate has and another has not, and the other way round. `chosen`: what a
    model chose for each figure, which then stands for the choice before."""
    previous = NOTHING
    for number, (right, rule, _) in enumerate(document.figures):
        of = dict(document.candidates(number, previous))
        if right in of:
            for choice, features in of.items():
                if choice != right:
                    yield of[right] - features, features - of[right]
        if chosen:
            previous = chosen[number]
        else:
            previous = rule if right is NOTHING or right == -3 else right


def train(documents, trust):
    """Where the choice before is wrong, the next must not follow it: what models make of texts that
    they have not seen is learnt from too."""
    chosen = {}
    for part in range(PARTS):
        weights = fit([d for i, d in enumerate(documents) if i % PARTS != part], {})
        for document in documents[part::PARTS]:
            chosen[document.name] = choices(weights, document, trust)
    return fit(documents, chosen)


def fit(documents, chosen):
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
                pairs = list(differences(document))
                if document.name in chosen:
                    pairs += differences(document, chosen[document.name])
                for has, lacks in pairs:
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


def choices(weights, document, trust):
    """What the model chooses for each figure, one after the other; `trust`: added to the weight of
    what the rules say."""
    chosen = []
    for number, (_, rule, _) in enumerate(document.figures):
        best, choice = None, rule
        for each, features in document.candidates(number, chosen[-1] if chosen else NOTHING):
            total = sum(weights.get(f, 0) for f in features) + trust * (each == rule)
            if best is None or total > best:
                best, choice = total, each
        chosen.append(choice)
    return chosen


def judge(weights, document, trust):
    """(right by the rules, right by the model, attainable, figures that the gold has)."""
    rules = model = attainable = total = 0
    for (right, rule, offered), chosen in zip(document.figures, choices(weights, document, trust)):
        if right is NOTHING:
            continue
        total += 1
        rules += rule == right
        model += chosen == right
        attainable += any(c == right and o for c, o, _, _ in offered)
    return rules, model, attainable, total


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=["subjects", "periods"])
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
    documents = [Document(options.model, score, graphs[name][0], found)
                 for name, found in seen_by(options.training_data, options.model, texts, options.schema)]
    trust = TRUST[options.model]
    again = lambda texts: texts + [d for d in texts if d.name[0] in options.like]
    if options.folds:
        random.Random(1).shuffle(documents)
        sums = collections.defaultdict(lambda: [0, 0, 0, 0])
        for fold in range(options.folds):
            weights = train(again([d for i, d in enumerate(documents)
                                   if i % options.folds != fold]), trust)
            for document in documents[fold::options.folds]:
                counts = judge(weights, document, trust)
                for key in ("all", document.name[0]):
                    sums[key] = [a + b for a, b in zip(sums[key], counts)]
        for key, (rules, model, attainable, total) in sorted(sums.items()):
            print(f"{key:4} figures {total:5}  rules {rules / total:.3f}  model {model / total:.3f}"
                  f"  among the candidates {attainable / total:.3f}")
        return
    weights = train(again(documents), trust)
    with open(options.out, "w", encoding="utf-8") as out:
        what = "thing's being what a figure is about" if options.model == "subjects" else \
            "time's being when a figure holds"
        out.write(f"# WEIGHT TAB FEATURE\n# What speaks for a {what}, and against it.\n"
                  f"# Written by bench/train_choices.py from {len(documents)} texts.\n")
        for feature, weight in sorted(weights.items()):
            out.write(f"{weight:.2f}\t{feature}\n")


if __name__ == "__main__":
    main()
