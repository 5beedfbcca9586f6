#!/usr/bin/env python3
"""Packs the schema, its lexicons and rules into one file that the program embeds.

    pack_schema.py SCHEMA_DIR OUT

OUT holds, for each file in order of its path: a line "@ PATH SIZE", then SIZE bytes and a newline.
"""
import os
import sys

root, out_path = sys.argv[1:3]
paths = sorted(os.path.relpath(os.path.join(folder, name), root)
               for folder, _, names in os.walk(root) for name in names
               if name.endswith((".json", ".txt")))
os.makedirs(os.path.dirname(out_path), exist_ok=True)
with open(out_path, "wb") as out:
    for path in paths:
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
        out.write(f"@ {path} {len(data)}\n".encode() + data + b"\n")
