#!/usr/bin/env python3
"""Packs the schema, its lexicons and rules into one file that the program embeds.

    pack_schema.py SCHEMA_DIR COMPILED_DIR OUT

OUT holds, for each file in order of its path: a line "@ PATH SIZE", then SIZE bytes and a newline.
A file that stands in COMPILED_DIR too is taken from there.
"""
import os
import sys

root, compiled, out_path = sys.argv[1:4]
paths = sorted(os.path.relpath(os.path.join(folder, name), root)
               for folder, _, names in os.walk(root) for name in names
               if name.endswith((".json", ".txt")))
os.makedirs(os.path.dirname(out_path), exist_ok=True)
with open(out_path, "wb") as out:
    for path in paths:
        ready = os.path.join(compiled, path)
        with open(ready if os.path.exists(ready) else os.path.join(root, path), "rb") as file:
            data = file.read()
        out.write(f"@ {path} {len(data)}\n".encode() + data + b"\n")
