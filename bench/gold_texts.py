"""Texts with gold graphs, and what training_data sees of them: what the trainers share."""
import json
import os
import subprocess


def unprintable(feature):
    """Whether a feature cannot stand in a line of a model's file: no model may count on it."""
    return bool(set(feature) & set("\n\t\r\ufffd"))


def read_graphs(folders, without=""):
    """{name: (graph, folder)} and the texts' paths; `without`: a file with names of texts to leave out."""
    left_out = set()
    if without:
        with open(without, encoding="utf-8") as file:
            left_out = set(file.read().split())
    graphs, texts = {}, []
    for folder in folders:
        for name in sorted(os.listdir(folder)):
            if name.endswith(".json") and name[:-5] not in left_out:
                with open(f"{folder}/{name}", encoding="utf-8") as file:
                    graphs[name[:-5]] = (json.load(file), folder)
                texts.append(f"{folder}/{name[:-5]}.txt")
    return graphs, texts


def name_of(path):
    return os.path.basename(path).rsplit(".", 1)[0]


def seen_by(training_data, model, texts, schema=""):
    """What the model sees of each text, as training_data prints it: (name, JSON)."""
    command = [training_data, model, *(["--schema", schema] if schema else []), *texts]
    output = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    # No splitlines(): a text may hold other characters that end lines.
    for line in output.strip("\n").split("\n"):
        found = json.loads(line)
        yield name_of(found["document"]), found
