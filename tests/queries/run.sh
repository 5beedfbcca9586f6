#!/usr/bin/env bash
# Asks every question in queries/ about the documents in seeds/ and compares the answers with
# tests/queries/*.out; those from 18 on compare sources and are asked about tests/queries/several.
# WUTONG_UPDATE_GOLDEN=1 writes the answers anew.
#   run.sh WUTONG PROJECT
set -euo pipefail
wutong=$1
cd "$2"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$wutong" ingest --db "$dir/graph.db" seeds/ 2> "$dir/log" || { cat "$dir/log"; exit 1; }
"$wutong" ingest --db "$dir/several.db" tests/queries/several 2> "$dir/log" ||
  { cat "$dir/log"; exit 1; }
status=0
for query in queries/*.cypher; do
  expected=tests/queries/$(basename "$query" .cypher).out
  db=graph.db
  [[ $(basename "$query") > 18 ]] && db=several.db
  "$wutong" query --db "$dir/$db" -f "$query" > "$dir/out" 2>&1 || { cat "$dir/out"; status=1; }
  if [ -n "${WUTONG_UPDATE_GOLDEN:-}" ]; then
    cp "$dir/out" "$expected"
  elif ! diff -u "$expected" "$dir/out"; then
    status=1
  fi
done
exit $status
