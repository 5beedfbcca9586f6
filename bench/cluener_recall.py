#!/usr/bin/env python3
"""How many of CLUENER's names of companies, governments and organisations `wutong extract` finds.

    cluener_recall.py WUTONG train.jsonl [--misses N]

Each sentence is a document. A name is found exactly where a mention of a fitting type (company:
Company; government: Institution; organization: Company or Institution) has its characters, in part
where one overlaps it. CLUENER's organizations include sports clubs and bands, which are no type of
the schema; they are counted all the same. Restoring may change quotation marks, so texts are compared
without marks and blanks.
"""
import argparse
import collections
import json
import re
import subprocess
import sys

TYPES = {"company": {"Company"}, "government": {"Institution"},
         "organization": {"Company", "Institution"}}


def plain(text):
    return re.sub(r"[\W_]+", "", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wutong")
    parser.add_argument("sentences")
    parser.add_argument("--misses", type=int, default=0, help="print so many names that were missed")
    options = parser.parse_args()
    with open(options.sentences, encoding="utf-8") as lines:
        sentences = [json.loads(line) for line in lines]
    documents = "".join(json.dumps({"uri": str(i), "text": s["text"]}, ensure_ascii=False) + "\n"
                        for i, s in enumerate(sentences))
    output = subprocess.run([options.wutong, "extract", "--lines"], input=documents, check=True,
                            capture_output=True, encoding="utf-8").stdout
    exact, part, all_names = collections.Counter(), collections.Counter(), collections.Counter()
    missed = []
    for sentence, line in zip(sentences, output.splitlines(), strict=True):
        graph = json.loads(line)
        for label, types in TYPES.items():
            names = {plain(mention["text"]) for entity in graph.get("entities", [])
                     if entity["type"] in types for mention in entity["mentions"]}
            for name in sentence["label"].get(label, {}):
                wanted = plain(name)
                if not wanted:
                    continue
                all_names[label] += 1
                if wanted in names:
                    exact[label] += 1
                elif any(name in wanted or wanted in name for name in names):
                    part[label] += 1
                elif len(missed) < options.misses:
                    missed.append(f"{label}\t{name}\t{sentence['text']}")
    for label in TYPES:
        total = all_names[label]
        print(f"{label:13} {total:5} names, exact {exact[label] / total:.3f}, "
              f"exact or in part {(exact[label] + part[label]) / total:.3f}")
    if missed:
        print("\n".join(missed))


if __name__ == "__main__":
    sys.exit(main())
