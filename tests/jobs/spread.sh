#!/usr/bin/env bash
# Extraction as a map step: lines of documents spread over processes by GNU parallel give the graph
# that one process gives. Exit status 77, skipped, where parallel is absent.
#   spread.sh WUTONG
set -euo pipefail
wutong=$1
command -v parallel > /dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for i in $(seq 60); do
  printf '{"uri": "news/%d", "title": "新闻%d", "text": "桐乡市位于浙江省。2021年，桐乡市企业数量达到%d家。远航%d科技有限公司入驻乌镇产业园。"}\n' \
    "$i" "$i" $((i + 100)) $((i % 7))
done > documents.jsonl
printf 'no json\n{"uri": "news/empty", "text": ""}\n{"text": "无名。"}\n' >> documents.jsonl

# --- the worked example of README
parallel --will-cite --pipe -k -N 10 -j 2 "$wutong" extract --lines < documents.jsonl > graphs.jsonl
"$wutong" ingest --db graph.db --extracted graphs.jsonl 2> log && exit 1
# ---

[ "$(wc -l < documents.jsonl)" = "$(wc -l < graphs.jsonl)" ] || { echo "lines are missing"; exit 1; }
"$wutong" extract --lines < documents.jsonl | cmp - graphs.jsonl
# The same bytes on any number of threads, of lines and of files of many documents.
for threads in 1 5; do
  "$wutong" extract --lines --jobs $threads < documents.jsonl | cmp - graphs.jsonl
  "$wutong" extract --jobs $threads documents.jsonl > $threads.jsonl 2> $threads.log || true
done
cmp 1.jsonl 5.jsonl && cmp 1.log 5.log && [ "$(wc -l < 5.jsonl)" = 61 ] && [ "$(wc -l < 5.log)" = 2 ]
# A line is answered before the next one comes.
coproc answers { "$wutong" extract --lines; }
for _ in 1 2; do
  head -1 documents.jsonl >&"${answers[1]}"
  read -r -t 60 answer <&"${answers[0]}" || { echo "no answer"; exit 1; }
  [ "$answer" = "$(head -1 graphs.jsonl)" ]
done
exec {answers[1]}>&-
grep -q '60 added, 0 replaced, 0 unchanged, 3 rejected' log || { cat log; exit 1; }
grep -q 'rejected news/empty: the document is empty' log || { cat log; exit 1; }
"$wutong" extract --lines < documents.jsonl |
  "$wutong" ingest --db piped.db --jobs 1 --extracted - 2> /dev/null || true
for db in graph piped; do "$wutong" export --db $db.db --format jsonl > $db.jsonl 2> /dev/null; done
cmp graph.jsonl piped.jsonl
"$wutong" ingest --db graph.db --extracted graphs.jsonl 2> log && exit 1
grep -q '60 unchanged' log
echo "63 lines over two processes: $(wc -l < graph.jsonl) nodes and relationships"
