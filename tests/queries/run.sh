#!/usr/bin/env bash
# Asks every question in queries/ about the documents in seeds/ and compares the answers with
# tests/queries/*.out. WUTONG_UPDATE_GOLDEN=1 writes them anew.
#   run.sh WUTONG PROJECT
set -euo pipefail
wutong=$1
cd "$2"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$wutong" ingest --db "$dir/graph.db" seeds/ 2> "$dir/log" || { cat "$dir/log"; exit 1; }
status=0
for query in queries/*.cypher; do
  expected=tests/queries/$(basename "$query" .cypher).out
  "$wutong" query --db "$dir/graph.db" -f "$query" > "$dir/out" 2>&1 || { cat "$dir/out"; status=1; }
  if [ -n "${WUTONG_UPDATE_GOLDEN:-}" ]; then
    cp "$dir/out" "$expected"
  elif ! diff -u "$expected" "$dir/out"; then
    status=1
  fi
done
exit $status
