#!/usr/bin/env bash
# The journal at the command line: interrupting and going on, what vanished from a file, the history,
# what was known on a day; compared with tests/jobs/journal.txt. WUTONG_UPDATE_GOLDEN=1 writes it.
#   journal.sh WUTONG PROJECT
set -uo pipefail
wutong=$1
expected=$2/tests/jobs/journal.txt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

run() {
  echo "\$ wutong $*"
  "$wutong" "$@" 2>&1 | sed -E 's/in [0-9.]+ s:/in T s:/; s/"seconds":[0-9.e-]+/"seconds":T/; s/[0-9]+ (entity|entities), .* found/N found/'
  echo "status ${PIPESTATUS[0]}"
  echo
}
day() { export SOURCE_DATE_EPOCH=$(date -ud "$1" +%s); }
counts="MATCH (d:Document) OPTIONAL MATCH (d)<-[:STATED_IN]-(s) RETURN d.uri, collect(s.value)"

{
  day 2024-05-01
  printf '{"text": "桐乡市位于浙江省。"}\n{"text": "2021年，桐乡市企业数量达到2600家。"}\n{"text": "华友钴业入驻桐乡市。"}\n' > news.jsonl
  : > empty.txt
  run ingest --db graph.db --events - news.jsonl empty.txt
  day 2024-05-02
  printf '{"text": "桐乡市位于浙江省。"}\n{"text": "2021年，桐乡市企业数量达到2700家。"}\n' > news.jsonl
  run ingest --db graph.db --report report.json 'news.*' empty.txt
  cat report.json
  day 2024-05-03
  run forget --db graph.db 'news.jsonl#1'
  run jobs --db graph.db --format csv
  run jobs --db graph.db --documents --format csv
  run jobs --db graph.db --state withdrawn --format csv
  run jobs --db graph.db --state lost
  run query --db graph.db --format csv "$counts ORDER BY d.uri"
  run query --db graph.db --format csv --known-on 2024-05-01 "$counts ORDER BY d.uri"
  run query --db graph.db --format csv --known-on 2024-05-02 "$counts ORDER BY d.uri"
  run query --db graph.db --format csv --known-on 2024-04-30 "$counts ORDER BY d.uri"
  run query --db graph.db --known-on yesterday "$counts"
  printf 'news.jsonl\n' > list.txt
  run ingest --db graph.db --list list.txt
  run ingest --db graph.db
  run ingest --db other.db
  run ingest --db other.db --dry-run news.jsonl
  [ -e other.db ] && echo 'a dry run left a database'
  run ingest --db no/other.db news.jsonl
  run check --db graph.db
} > out.txt
if [ -n "${WUTONG_UPDATE_GOLDEN:-}" ]; then cp out.txt "$expected"; fi
diff -u "$expected" out.txt || exit 1

# The first interrupt ends the job after its commit and says how to go on; going on without a path
# ends in the graph of an undisturbed job.
mkdir docs
for i in $(seq 1500); do
  printf '2021年，桐乡市企业数量达到%d家，同比增长%d%%。远航%d科技有限公司入驻乌镇产业园。' $i $((i % 40)) $((i % 9)) > docs/$i.txt
done
"$wutong" ingest --db whole.db docs 2> /dev/null
"$wutong" ingest --db stopped.db docs 2> log &
job=$!
for _ in $(seq 200); do
  "$wutong" query --db stopped.db --read-only --format csv "MATCH (d:Document) RETURN count(d) > 0 AS any" 2> /dev/null | grep -q true && break
  sleep 0.02
done
kill -STOP $job
"$wutong" ingest --db stopped.db --dry-run news.jsonl 2> dry || { echo "no dry run beside a job:"; cat dry; exit 1; }
kill -CONT $job
kill -INT $job
wait $job
[ $? = 1 ] && grep -q 'ingest --db stopped.db goes on' log || { echo "not stopped:"; cat log; exit 1; }
"$wutong" jobs --db stopped.db --format csv | grep -q ',stopped,' || exit 1
"$wutong" ingest --db stopped.db 2> log || { cat log; exit 1; }
for db in whole stopped; do "$wutong" export --db $db.db --format jsonl > $db.jsonl 2> /dev/null; done
cmp whole.jsonl stopped.jsonl || exit 1
