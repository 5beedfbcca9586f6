#!/usr/bin/env python3
"""Trains the model of names (schema/models/names.txt) on texts with gold graphs.

    train_names.py [--without FILE] TRAINING_DATA OUT GOLD_DIR... [--known GOLD_DIR]...
    train_names.py --folds N [--judge PREFIXES] TRAINING_DATA - GOLD_DIR... [--known GOLD_DIR]...

TRAINING_DATA is build/release/training_data, beside which train_crf stands (cmake --build --preset
release --target training_data train_crf). Each word gets a label: O, B-TYPE where a name begins,
I-TYPE where it goes on; a conditional random field chooses those of a sentence by the words, their
classes, their neighbours, the labels before and what the rules say, so that it learns where they are
right.

The rules were written with some texts in view; on those they are righter than on others. Such
folders are given as --known: those the model reads twice, with the rules' word and without.

With --folds nothing is written: each text is judged by a model that has not seen it, and names so
found are counted beside those of the rules, each name once for a text.
"""
import argparse
import collections
import os
import random
import subprocess
import sys
import tempfile

from gold_texts import read_graphs, seen_by, unprintable

TRUST = 0.5  # added to the label that the rules give: kTrust of name_pieces.cpp


def plain(name):
    return "".join(c for c in name if c.isalnum())


class Text:
    def __init__(self, gold, found, known):
        self.name = gold["doc"]
        self.known = known
        self.text = found["text"]
        self.pieces = found["pieces"]
        self.names = {}   # (type, plain form) -> id; the ids of a text's entities
        self.open = set()
        surfaces = []
        for entity in gold["entities"]:
            for form in [entity["name"], *entity.get("aliases", [])]:
                self.names[entity["type"], plain(form)] = entity["id"]
                surfaces.append((form, entity["type"]))
            if entity.get("optional"):
                self.open.add(entity["id"])
        self.labels = self.project(surfaces)

    def project(self, surfaces):
        """The labels that the gold's names give where they stand; the longest first."""
        begins = {p["begin"]: i for i, p in enumerate(self.pieces)}
        ends = {p["end"]: i for i, p in enumerate(self.pieces)}
        labels = ["O"] * len(self.pieces)
        taken = [False] * len(self.text)
        for form, kind in sorted(surfaces, key=lambda s: (-len(s[0]), s)):
            at = self.text.find(form)
            while at >= 0:
                end = at + len(form)
                if not any(taken[at:end]):
                    taken[at:end] = [True] * len(form)
                    if at in begins and end in ends:
                        for i in range(begins[at], ends[end] + 1):
                            labels[i] = ("B-" if i == begins[at] else "I-") + kind
                at = self.text.find(form, at + 1)
        return labels

    def spans(self, labels):
        out, begin = [], None
        for i, label in enumerate(labels + ["O"]):
            if begin is not None and not (label[0] == "I" and label[2:] == labels[begin][2:]):
                out.append((labels[begin][2:], self.pieces[begin]["begin"], self.pieces[i - 1]["end"]))
                begin = None
            if label[0] == "B":
                begin = i
        return out

    def found(self, labels):
        return {(kind, plain(self.text[begin:end])) for kind, begin, end in self.spans(labels)}


def without_rules(feature):
    name = feature.split("=", 1)[0]
    return not (name.startswith("r") or name.startswith("name.") or name in (
        "begins", "covers", "suffix.r", "industry", "industry.before"))


def features_of(piece, drop=False):
    return [f for f in piece["features"] if not drop or without_rules(f)]


def label_text(weights, text):
    """The likeliest labels of each sentence (Viterbi)."""
    labels, sentence = [], []
    order = sorted({label for row in weights.values() for label in row} | {"O"})
    follows = {to: [b for b in order if to[0] != "I" or b in (to, "B" + to[1:])] for to in order}
    after = {b: weights.get(f"p/{b}", {}) for b in order}

    def flush():
        best, back = {label: 0 if label == "O" else -1e30 for label in order}, []
        for piece in sentence:
            sums = collections.defaultdict(float)
            for feature in ["bias", *piece["features"]]:
                for label, weight in weights.get(feature, {}).items():
                    sums[label] += weight
            sums[piece["rule"]] += TRUST
            came = {to: max(follows[to], key=lambda b: best[b] + after[b].get(to, 0)) for to in order}
            best = {to: best[b] + after[b].get(to, 0) + sums[to] for to, b in came.items()}
            back.append(came)
        now, found = max(order, key=best.get), []
        for came in reversed(back):
            found.append(now)
            now = came[now]
        labels.extend(reversed(found))

    for piece in text.pieces:
        if sentence and piece["sentence"] != sentence[0]["sentence"]:
            flush()
            sentence = []
        sentence.append(piece)
    if sentence:
        flush()
    return labels


def common(texts):
    """The features seen in more than one text: a name of one text alone is no knowledge."""
    seen, kept = {}, set()
    for number, text in enumerate(texts):
        for piece in text.pieces:
            for feature in piece["features"]:
                if unprintable(feature):
                    continue
                if seen.setdefault(feature, number) != number:
                    kept.add(feature)
    return kept


def train(texts, trainer):
    known = common(texts)
    kinds = sorted({label[2:] for text in texts for label in text.labels if label != "O"})
    order = ["O"] + [part + kind for kind in kinds for part in ("B-", "I-")]
    number_of, numbers = {label: i for i, label in enumerate(order)}, {}
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for text, drop in [(t, d) for t in texts for d in ((False, True) if t.known else (False,))]:
            sentence = None
            for piece, label in zip(text.pieces, text.labels):
                if piece["sentence"] != sentence:
                    lines.append("")
                    sentence = piece["sentence"]
                ids = [numbers.setdefault(f, len(numbers))
                       for f in dict.fromkeys(features_of(piece, drop)) if f in known]
                lines.append(" ".join(map(str, [number_of[label], *ids])))
            lines.append("")
        with open(folder + "/examples", "w", encoding="ascii") as out:
            out.write(f"{len(order)} {len(numbers)}\n" + "\n".join(lines) + "\n")
        subprocess.run([trainer, folder + "/examples", folder + "/model"], check=True)
        names, weights = list(numbers), collections.defaultdict(dict)
        with open(folder + "/model", encoding="ascii") as model:
            for line in model:
                label, *feature, value = line.split()
                name = ("bias" if feature == ["bias"] else f"p/{order[int(feature[1])]}"
                        if feature[0] == "after" else names[int(feature[0])])
                weights[name][order[int(label)]] = float(value)
    return weights


def count(judged, find):
    hits = wrong = missed = 0
    types = collections.defaultdict(lambda: [0, 0, 0])
    for text, labels in judged:
        seen = set()
        for kind, form in find(text, labels):
            which = text.names.get((kind, form))
            if which is None:
                types[kind][1] += 1
                wrong += 1
            elif which not in seen:
                seen.add(which)
                if which not in text.open:
                    hits += 1
                    types[kind][0] += 1
        for (kind, _), which in text.names.items():
            if which not in seen and which not in text.open:
                seen.add(which)
                missed += 1
                types[kind][2] += 1
    return hits, wrong, missed, types


def report(name, figures):
    hits, wrong, missed, types = figures
    f1 = lambda h, w, m: 2 * h / max(1, 2 * h + w + m)
    print(f"{name:6} P {hits / max(1, hits + wrong):.3f} R {hits / (hits + missed):.3f} "
          f"F1 {f1(hits, wrong, missed):.3f}  "
          + " ".join(f"{kind} {f1(*types[kind]):.2f}" for kind in sorted(types)))


def write(weights, path, texts):
    rows = sorted((feature, label, value) for feature, row in weights.items()
                  for label, value in row.items())
    with open(path, "w", encoding="utf-8") as out:
        out.write("# WEIGHT TAB LABEL TAB FEATURE: what speaks for a label of a word, and against it.\n"
                  "# Labels: O no name, B-TYPE a name begins, I-TYPE it goes on.\n"
                  f"# Written by bench/train_names.py from {texts} texts.\n")
        for feature, label, value in rows:
            out.write(f"{value:.2f}\t{label}\t{feature}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("training_data")
    parser.add_argument("out")
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--known", action="append", default=[])
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--without", default="", help="a file with names of texts to leave out")
    parser.add_argument("--judge", default="", help="with --folds: only texts whose name begins so")
    options = parser.parse_args()
    trainer = os.path.join(os.path.dirname(os.path.abspath(options.training_data)), "train_crf")
    graphs, paths = read_graphs(options.gold + options.known, options.without)
    texts = [Text(graphs[name][0], found, graphs[name][1] in options.known)
             for name, found in seen_by(options.training_data, "names", paths)]
    if not options.folds:
        write(train(texts, trainer), options.out, len(texts))
        return
    random.Random(1).shuffle(texts)
    mine = [t for t in texts if t.name.startswith(tuple(options.judge)) or not options.judge]
    judged = []
    for fold in range(options.folds):
        held = {t.name for i, t in enumerate(mine) if i % options.folds == fold}
        weights = train([t for t in texts if t.name not in held], trainer)
        judged += [(t, label_text(weights, t)) for t in mine if t.name in held]
        print(f"fold {fold}: {sum(map(len, weights.values()))} weights", file=sys.stderr)
    report("rules", count(judged, lambda t, _: t.found([p["rule"] for p in t.pieces])))
    report("model", count(judged, lambda t, labels: t.found(labels)))


if __name__ == "__main__":
    main()
