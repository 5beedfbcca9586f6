#!/usr/bin/env bash
# Kills an ingest job at random moments. After each kill the database must open and be sound; going
# on must end in the graph of an undisturbed run.
#   kill.sh WUTONG [ROUNDS]
set -euo pipefail
wutong=$1
rounds=${2:-25}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/docs"
RANDOM=7
cities=(桐乡市 海宁市 平湖市 嘉善县 德清县 长兴县 安吉县 诸暨市)
works=(数字经济 新材料 智慧安防 生物医药 集成电路 新能源汽车)
for i in $(seq 300); do
  city=${cities[RANDOM % 8]} other=${cities[RANDOM % 8]} work=${works[RANDOM % 6]}
  printf '%s聚焦%s等产业。2021年，%s企业数量达到%d家，同比增长%d%%。%s与%s合作建设%s产业园。远航%d科技有限公司入驻%s产业园。' \
    "$city" "$work" "$city" $((RANDOM % 900 + 100)) $((RANDOM % 40 + 1)) "$city" "$other" "$city" \
    $((i % 40)) "$city" > "$dir/docs/$i.txt"
done
export_graph() { "$wutong" export --db "$1" --format jsonl 2> /dev/null; }
"$wutong" ingest --db "$dir/whole.db" "$dir/docs" 2> /dev/null
for round in $(seq "$rounds"); do
  # Every fifth round makes the database anew: it may be killed while it is being made.
  [ $((round % 5)) -eq 1 ] && rm -rf "$dir/killed.db"
  "$wutong" ingest --db "$dir/killed.db" "$dir/docs" 2> /dev/null &
  job=$!
  if [ $((round % 5)) -eq 1 ]; then sleep "0.$((RANDOM % 60 + 10))"; else sleep "0.$((RANDOM % 800 + 100))"; fi
  kill -9 $job 2> /dev/null || true
  wait $job 2> /dev/null || true
  [ -e "$dir/killed.db" ] || continue
  if ! "$wutong" check --db "$dir/killed.db" > "$dir/log" 2>&1; then
    echo "round $round:"
    cat "$dir/log"
    exit 1
  fi
  # Half of the rounds begin with a database that lacks some documents again.
  if [ $((round % 2)) -eq 0 ]; then
    "$wutong" forget --db "$dir/killed.db" "$dir/docs/$((RANDOM % 300 + 1)).txt" \
      "$dir/docs/$((RANDOM % 300 + 1)).txt" 2> /dev/null || true
  fi
done
"$wutong" ingest --db "$dir/killed.db" "$dir/docs" 2> /dev/null
export_graph "$dir/whole.db" > "$dir/whole.jsonl"
export_graph "$dir/killed.db" > "$dir/killed.jsonl"
cmp "$dir/whole.jsonl" "$dir/killed.jsonl"
echo "$rounds kills, the same $(wc -l < "$dir/whole.jsonl") nodes and relationships"
