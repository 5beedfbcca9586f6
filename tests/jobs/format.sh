#!/usr/bin/env bash
# Databases of earlier formats, as the programs of then wrote them (1: before there was a journal, 2:
# before references were counted, 3: with a record for each reference), open, are sound, and become
# what this program makes of their documents.
#   format.sh WUTONG PROJECT
set -euo pipefail
wutong=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for format in 1 2 3; do
rm -rf ./*
tar xzf "$2/tests/jobs/format-$format.tar.gz"
count="MATCH (d:Document) RETURN count(*) AS documents"
say() { "$wutong" query --db old.db --format csv "$@" 2> /dev/null | tail -1; }
[ "$(say --read-only "$count")" = 4 ] || { echo "not readable"; exit 1; }
[ "$(say "$count")" = 4 ] || { echo "documents lost"; exit 1; }
"$wutong" check --db old.db
[ "$("$wutong" jobs --db old.db --state done --format csv | wc -l)" = 5 ] || { echo "no journal"; exit 1; }
# The file of several documents lost one: it is withdrawn, so the migration knew where it came from.
sed -i 2d docs/b.jsonl
"$wutong" ingest --db old.db docs 2> log
grep -q '1 withdrawn' log || { cat log; exit 1; }
"$wutong" ingest --db new.db docs 2> /dev/null
for db in old new; do "$wutong" export --db $db.db --format jsonl > $db.jsonl 2> /dev/null; done
cmp old.jsonl new.jsonl
"$wutong" check --db old.db
done
