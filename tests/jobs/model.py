#!/usr/bin/env python3
"""Random sequences of ingest, update, withdrawal and curation against a model of a few dictionaries:
what `wutong extract` says of each document, under the names that decisions send them to. The names
have nothing in common, so that nothing else joins them.
    model.py WUTONG [STEPS [SEED]]"""
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

wutong = os.path.abspath(sys.argv[1])
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 40
rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 5)
COMPANIES = ["远航科技有限公司", "华友钴业股份有限公司", "宇视电子有限公司", "恒丰生物有限公司"]
CITIES = ["桐乡市", "海宁市", "平湖市"]


def run(*arguments):
    done = subprocess.run([wutong, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"wutong {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def rows(text):
    lines = run("query", "--db", "graph.db", "--format", "jsonl", text).splitlines()
    return sorted(json.dumps(list(json.loads(line).values()), ensure_ascii=False) for line in lines)


def document():
    text = []
    for _ in range(rng.randint(1, 4)):
        city, other, company = rng.choice(CITIES), rng.choice(CITIES), rng.choice(COMPANIES)
        text.append(rng.choice([
            f"2021年，{city}企业数量达到{rng.choice([2600, 2700])}家。", f"{company}入驻{city}。",
            f"{city}与{other}合作。", f"{company}位于{city}。"]))
    return "".join(text)


def expected(documents, sent):
    def root(key):
        while key in sent:
            key = sent[key]
        return key

    entities, mentions = set(), []
    relations, statistics = collections.defaultdict(list), collections.defaultdict(list)
    for uri, graph in documents.items():
        keys = {e["id"]: root((e["type"], e["name"])) for e in graph["entities"]}
        entities |= set(keys.values())
        for entity in graph["entities"]:
            for m in entity["mentions"]:
                mentions.append([*keys[entity["id"]], uri, m["start"], m["end"]])
        for r in graph["relations"]:
            head, tail = keys[r["head"]], keys[r["tail"]]
            if head != tail:
                relations[(r["type"], *head, *tail, r["status"])].append(uri)
        for s in graph["statistics"]:
            statistics[(*keys[s["subject"]], s["indicator"], float(s["value"]), s["status"])].append(uri)
    dump = lambda values: sorted(json.dumps(list(v), ensure_ascii=False) for v in values)
    return {
        "entities": dump(entities),
        "mentions": dump(mentions),
        "relations": dump([*key, len(uris), len(set(uris))] for key, uris in relations.items()),
        "statistics": dump([*key, sorted(uris)] for key, uris in statistics.items()),
        "documents": dump([uri] for uri in documents),
    }


def found():
    kind = "[l IN labels({0}) WHERE l <> 'Entity'][0]"
    return {
        "entities": rows(f"MATCH (e:Entity) RETURN {kind.format('e')} AS t, e.name AS n"),
        "mentions": rows(f"MATCH (e:Entity)-[m:MENTIONED_IN]->(d) "
                         f"RETURN {kind.format('e')} AS t, e.name AS n, d.uri AS u, m.start AS s, m.end AS e"),
        "relations": rows(f"MATCH (a:Entity)-[r]->(b:Entity) RETURN type(r) AS r, {kind.format('a')} AS at, "
                          f"a.name AS a, {kind.format('b')} AS bt, b.name AS b, r.status AS s, "
                          "size(r.evidence) AS n, r.sources AS k"),
        "statistics": rows(f"MATCH (e)-[:HAS_STATISTIC]->(s)-[:STATED_IN]->(d) WITH e, s, d.uri AS u ORDER BY u "
                           f"RETURN {kind.format('e')} AS t, e.name AS n, s.indicator AS i, toFloat(s.value) AS v, "
                           "s.status AS m, collect(u) AS u"),
        "documents": rows("MATCH (d:Document) RETURN d.uri AS u"),
    }


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    documents, sent = {}, {}
    open("0.txt", "w").write("桐乡市。")
    run("ingest", "--db", "graph.db", "0.txt")
    run("forget", "--db", "graph.db", "0.txt")
    for step in range(steps):
        uri = f"{rng.randint(1, 7)}.txt"
        action = rng.random()
        if action < 0.6:
            what = f"ingest {uri}"
            open(uri, "w").write(document())
            run("ingest", "--db", "graph.db", uri)
            documents[uri] = json.loads(run("extract", "--format", "jsonl", uri))
        elif action < 0.8:
            what = f"forget {uri}"
            if documents.pop(uri, None):
                run("forget", "--db", "graph.db", uri)
        else:
            used = {e["name"] for g in documents.values() for e in g["entities"] if e["type"] == "Company"}
            a, b = rng.sample(COMPANIES, 2)
            if sent:
                (a, b), what = next((k[1], v[1]) for k, v in sent.items()), "undo"
                run("curate", "graph.db", "undo", "merge", f"Company:{a}", b)
                del sent["Company", a]
            elif a in used and b in used:
                what = f"merge {a} {b}"
                run("curate", "graph.db", "merge", f"Company:{a}", b)
                sent["Company", a] = ("Company", b)
            else:
                continue
        model, graph = expected(documents, sent), found()
        for part in model:
            if model[part] != graph[part]:
                print(f"step {step}, {what}: {part} differ")
                for sign, lines in (("model", set(model[part]) - set(graph[part])),
                                    ("graph", set(graph[part]) - set(model[part]))):
                    print(*(f"  {sign}: {line}" for line in sorted(lines)), sep="\n")
                sys.exit(1)
    run("check", "graph.db")
print(f"{steps} steps, graph and model agree")
