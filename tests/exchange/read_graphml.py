#!/usr/bin/env python3
"""Reads an exported graph back with networkx and igraph: the same nodes, edges and attributes.

    read_graphml.py WUTONG PROJECT
"""
import json
import os
import subprocess
import sys
import tempfile

import igraph
import networkx

wutong, project = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    database, path = os.path.join(folder, "graph.db"), os.path.join(folder, "graph.graphml")
    subprocess.run([wutong, "ingest", "--db", database, os.path.join(project, "seeds")],
                   check=True, stderr=subprocess.DEVNULL)
    subprocess.run([wutong, "export", "--db", database, "--format", "graphml", "-o", path], check=True)
    lines = subprocess.run([wutong, "export", "--db", database, "--format", "jsonl"], check=True,
                           stdout=subprocess.PIPE).stdout.decode().splitlines()
    records = [json.loads(line) for line in lines]
    nodes = [r for r in records if r["kind"] == "node"]
    edges = [r for r in records if r["kind"] == "relationship"]
    assert len(nodes) > 50 and len(edges) > 100

    graph = networkx.read_graphml(path, force_multigraph=True)
    assert graph.number_of_nodes() == len(nodes), "networkx reads other nodes"
    assert graph.number_of_edges() == len(edges), "networkx reads other edges"
    for node in nodes:
        data = graph.nodes[f"n{node['id']}"]
        assert data["labels"] == "".join(":" + label for label in node["labels"])
        for key, value in node["properties"].items():
            expected = json.dumps(value, ensure_ascii=False, separators=(",", ":")) \
                if isinstance(value, (list, dict)) else value
            # networkx leaves empty texts out.
            assert data.get(key, "") == expected, (key, data.get(key), expected)
    again = igraph.Graph.Read_GraphML(path)
    assert again.vcount() == len(nodes) and again.ecount() == len(edges), "igraph reads another graph"
    assert sorted(set(again.es["type"])) == sorted({edge["type"] for edge in edges})
