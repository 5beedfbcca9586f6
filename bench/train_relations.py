#!/usr/bin/env python3
"""Trains the relation model (schema/models/relations.txt) on texts with gold graphs.

    train_relations.py TRAINING_DATA SCORER_DIR OUT GOLD_DIR...
    train_relations.py --folds N TRAINING_DATA SCORER_DIR WUTONG GOLD_DIR...

TRAINING_DATA is build/release/training_data, SCORER_DIR the folder of score.py, whose
reading of what counts as the same name is used. For each type of relation and order of its ends a
logistic regression (liblinear, Debian's liblinear-tools) learns whether the text relates a pair of
names. Where a document relates two names, not each sentence with both says so: the second round
keeps the sentence that the first believes in.

With --folds nothing is written: each document is judged by a model that has not seen it, and the
relations so found are counted beside those of the rules.
"""
import argparse
import collections
import json
import math
import os
import random
import subprocess
import sys
import tempfile

from gold_texts import name_of, read_graphs, seen_by, unprintable

COST = "0.3"        # liblinear's C
SMALL = 0.1         # weights below it are left out
FEWEST = 4          # relations of a kind to learn from
THRESHOLD = -1.1      # of the log odds: above it the model's relations are facts


def names_matched(score, gold, found):
    """Ids of what was found -> ids of the gold, as score.py pairs them."""
    taken, matched = set(), {}
    for strict in (True, False):
        for entity in found:
            if entity["id"] in matched:
                continue
            for wanted in gold["entities"]:
                if wanted["id"] in taken or wanted["type"] != entity["type"]:
                    continue
                same = (score.norm(wanted["name"]) == score.norm(entity["name"]) if strict
                        else score.surfaces(wanted) & score.surfaces(entity))
                if same:
                    matched[entity["id"]] = wanted["id"]
                    taken.add(wanted["id"])
                    break
    return matched


class Document:
    """Examples: (kind, key of the relation, features, 1 | 0 | None where the gold leaves it open)."""

    def __init__(self, score, schema, gold, found):
        self.name = gold["doc"]
        self.matched = names_matched(score, gold, found["entities"])
        self.open = {e["id"] for e in gold["entities"] if e.get("optional")}
        self.gold = {}
        for relation in gold["relations"]:
            left_open = bool(relation.get("optional") or relation["head"] in self.open
                             or relation["tail"] in self.open)
            self.gold[self.key(schema, relation["type"], relation["head"],
                               relation["tail"])] = left_open
        types = {e["id"]: e["type"] for e in found["entities"]}
        self.examples = []
        for pair in found["pairs"]:
            features = sorted({f for f in pair["features"] if not unprintable(f)})
            for relation in schema.values():
                for order in ("first",) if relation.get("symmetric") else ("first", "second"):
                    ends = (pair["first"], pair["second"])
                    head, tail = ends if order == "first" else ends[::-1]
                    if types[head] in relation["head"] and types[tail] in relation["tail"]:
                        key = self.key(schema, relation["type"], head, tail)
                        self.examples.append(((relation["type"], order), key, features,
                                              self.truth(schema, key)))

    @staticmethod
    def key(schema, kind, head, tail):
        ends = (head, tail)
        if schema[kind].get("symmetric"):
            ends = tuple(sorted(ends, key=str))
        return (kind, *ends)

    def truth(self, schema, key):
        head, tail = self.matched.get(key[1]), self.matched.get(key[2])
        wanted = self.key(schema, key[0], head, tail)
        if wanted in self.gold:
            return None if self.gold[wanted] else 1
        return None if head in self.open or tail in self.open else 0

    def facts(self):
        return sum(not left_open for left_open in self.gold.values())


def regression(examples):
    """[(features, 0 | 1)] -> {feature: weight}, the constant under "bias"."""
    numbers = {}
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/examples", "w", encoding="ascii") as out:
            for features, label in examples:
                ids = sorted(numbers.setdefault(f, len(numbers) + 1) for f in features)
                out.write(("+1 " if label else "-1 ") + " ".join(f"{i}:1" for i in ids) + "\n")
        subprocess.run(["liblinear-train", "-q", "-s", "0", "-c", COST, "-B", "1",
                        folder + "/examples", folder + "/model"], check=True)
        with open(folder + "/model", encoding="ascii") as file:
            lines = file.read().split("\n")
    first_label = next(line for line in lines if line.startswith("label")).split()[1]
    sign = 1 if first_label == "1" else -1
    values = [sign * float(line) for line in lines[lines.index("w") + 1:] if line.strip()]
    weights = {f: values[i - 1] for f, i in numbers.items() if abs(values[i - 1]) >= SMALL}
    weights["bias"] = values[len(numbers)]
    return weights


def log_odds(weights, features):
    return weights["bias"] + sum(weights.get(f, 0) for f in features)


def common(documents):
    """The features seen in more than one text: a name of one text alone is no knowledge."""
    seen, kept = {}, set()
    for number, document in enumerate(documents):
        for _, _, features, _ in document.examples:
            for feature in features:
                if seen.setdefault(feature, number) != number:
                    kept.add(feature)
    return kept


def train(documents):
    examples = collections.defaultdict(list)
    known = common(documents)
    for number, document in enumerate(documents):
        for kind, key, features, truth in document.examples:
            if truth is not None:
                examples[kind].append(([f for f in features if f in known], truth, (number, key)))
    model = {}
    for kind, known in sorted(examples.items()):
        if len({key for _, truth, key in known if truth}) < FEWEST:
            continue
        weights = regression([(features, truth) for features, truth, _ in known])
        believed = {}
        for i, (features, truth, key) in enumerate(known):
            odds = log_odds(weights, features) if truth else 0
            if truth and (key not in believed or odds > believed[key][0]):
                believed[key] = (odds, i)
        keep = {i for _, i in believed.values()}
        model[kind] = regression([(features, truth) for i, (features, truth, _) in enumerate(known)
                                  if not truth or i in keep or log_odds(weights, features) > 0])
    return model


def found_by(model, document):
    best = {}
    for kind, key, features, _ in document.examples:
        if kind in model:
            odds = log_odds(model[kind], features)
            best[key] = max(best.get(key, -math.inf), odds)
    return best


def write(model, path, documents):
    with open(path, "w", encoding="utf-8") as out:
        out.write("# WEIGHT TAB RELATION TAB first|second (the name that is the head) TAB FEATURE\n"
                  "# What speaks for a relation between two names of a sentence, and against it;\n"
                  "# \"~\": between a name and what the sentence is about without naming it.\n"
                  f"# Written by bench/train_relations.py from {documents} texts.\n"
                  f"threshold\t{THRESHOLD}\n")
        for (relation, order), weights in sorted(model.items()):
            for feature, weight in sorted(weights.items()):
                out.write(f"{weight:.2f}\t{relation}\t{order}\t{feature}\n")


def cross_validate(documents, schema, folds, rules, judge):
    random.Random(1).shuffle(documents)
    judged = []
    mine = [d for d in documents if d.name.startswith(judge)]
    for fold in range(folds):
        held = [d for i, d in enumerate(mine) if i % folds == fold]
        model = train([d for d in documents if d not in held])
        judged += [(d, found_by(model, d)) for d in held]
    total = sum(d.facts() for d, _ in judged)
    for threshold in (-1, -0.5, 0, 0.5, 1):
        print(f"{threshold:5}", end="")
        for name, with_model, with_rules in (("rules", 0, 1), ("model", 1, 0), ("both", 1, 1)):
            hits = wrong = 0
            for document, odds in judged:
                keys = {k for k, value in odds.items() if value > threshold} if with_model else set()
                if with_rules:
                    keys |= {Document.key(schema, *r) for r in rules[document.name]}
                truths = [document.truth(schema, key) for key in keys]
                hits += truths.count(1)
                wrong += truths.count(0)
            print(f"  {name} P {hits / max(1, hits + wrong):.3f} R {hits / total:.3f} "
                  f"F1 {2 * hits / (hits + wrong + total):.3f}", end="")
        print()


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
    parser.add_argument("--judge", default="", help="with --folds: count texts that begin so only")
    options = parser.parse_args()
    sys.path.insert(0, options.scorer)
    import score
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with open(root + "/schema/regional-economy.json", encoding="utf-8") as file:
        schema = {r["type"]: r for r in json.load(file)["relations"]}
    graphs, texts = read_graphs(options.gold, options.without)
    documents = [Document(score, schema, graphs[name][0], found)
                 for name, found in seen_by(options.training_data, "relations", texts, options.schema)]
    if not options.folds:
        write(train(documents), options.out, len(documents))
        return
    output = subprocess.run([options.out, "extract", *texts], check=True, capture_output=True,
                            encoding="utf-8").stdout
    rules = {}
    for line in output.strip("\n").split("\n"):
        graph = json.loads(line)
        number = {e["id"]: i for i, e in enumerate(graph["entities"])}
        rules[name_of(graph["document"])] = [(r["type"], number[r["head"]], number[r["tail"]])
                                          for r in graph["relations"]
                                          if r.get("rule") != "relation.model"]
    cross_validate(documents, schema, options.folds, rules, tuple(options.judge) or "")


if __name__ == "__main__":
    main()
