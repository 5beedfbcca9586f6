#!/usr/bin/env bash
# Kills commands that write at random moments (ingest, withdraw, build an index, back up), or lets
# their writes and syncs fail and the disk fill up. After each round the database must be sound, and
# hold every document that was acknowledged; going on must end in the graph of an undisturbed run.
#   kill.sh WUTONG [ROUNDS [FAULTS.so [SEED]]]
set -uo pipefail
wutong=$(realpath "$1")
rounds=${2:-25}
shim=${3:-}
# The loader only warns of a library that it does not find, and then nothing fails.
if [ -n "$shim" ]; then
  [ -r "$shim" ] || { echo "no such library: $shim"; exit 2; }
  shim=$(realpath "$shim")
fi
RANDOM=${4:-7}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir docs
cities=(桐乡市 海宁市 平湖市 嘉善县 德清县 长兴县 安吉县 诸暨市)
works=(数字经济 新材料 智慧安防 生物医药 集成电路 新能源汽车)
for i in $(seq 300); do
  city=${cities[RANDOM % 8]} other=${cities[RANDOM % 8]} work=${works[RANDOM % 6]}
  printf '%s聚焦%s等产业。2021年，%s企业数量达到%d家，同比增长%d%%。%s与%s合作建设%s产业园。远航%d科技有限公司入驻%s产业园。' \
    "$city" "$work" "$city" $((RANDOM % 900 + 100)) $((RANDOM % 40 + 1)) "$city" "$other" "$city" \
    $((i % 40)) "$city" > docs/$i.txt
done
export_graph() { "$wutong" export --db "$1" --format jsonl 2> /dev/null; }
say() { echo "round $round, $what: $*"; tail -5 log; exit 1; }
"$wutong" ingest --db whole.db docs 2> /dev/null

# Runs a command that is killed, or one of whose calls fails.
disturbed() {
  if [ -n "$shim" ] && [ $((RANDOM % 2)) -eq 0 ]; then
    kinds=(write sync full)
    kind=${kinds[RANDOM % 3]}
    after=$((RANDOM % 150))
    [ "$kind" = sync ] && after=$((RANDOM % 20))
    what="$1 with a failing $kind after $after calls"
    LD_PRELOAD=$shim WUTONG_FAULT_PATH=$dir/killed WUTONG_FAULT_KIND=$kind WUTONG_FAULT_AFTER=$after \
      "$wutong" "$@" > log 2>&1
    status=$?
    [ $status -lt 128 ] || say "ended by signal $((status - 128))"
    return
  fi
  what="$1, killed"
  "$wutong" "$@" > log 2>&1 &
  job=$!
  if [ "$fresh" = 1 ]; then sleep "0.$((RANDOM % 60 + 10))"; else sleep "0.0$((RANDOM % 90 + 10))$((RANDOM % 10))"; fi
  [ $((RANDOM % 3)) -eq 0 ] && sleep "0.$((RANDOM % 500 + 100))"
  kill -9 $job 2> /dev/null
  wait $job 2> /dev/null
}

for round in $(seq "$rounds"); do
  # Every tenth round makes the database anew: it may be killed while it is being made.
  fresh=0
  if [ $((round % 10)) -eq 1 ]; then rm -rf killed.db && fresh=1; fi
  rm -f events.jsonl
  case $((fresh == 1 ? 0 : RANDOM % 6)) in
    0 | 1 | 2) disturbed ingest --db killed.db --events events.jsonl docs ;;
    3) disturbed forget --db killed.db docs/$((RANDOM % 300 + 1)).txt docs/$((RANDOM % 300 + 1)).txt ;;
    4) disturbed query --db killed.db "CREATE INDEX i$round FOR (s:Statistic) ON (s.value)" ;;
    5) disturbed backup killed.db killed.backups --keep 2 ;;
  esac 2> /dev/null
  [ -e killed.db ] || continue
  if ! "$wutong" check killed.db > log 2>&1; then
    # Killed before there was anything.
    grep -q 'store.not_found' log && [ "$fresh" = 1 ] && continue
    say "not sound"
  fi
  if [ -s events.jsonl ]; then
    "$wutong" jobs --db killed.db --state done --format csv 2> log | cut -d, -f1 | sort > done.txt
    sed -nE 's/.*"uri":"([^"]*)","outcome":"added".*/\1/p' events.jsonl | sort > acknowledged.txt
    [ -z "$(comm -13 done.txt acknowledged.txt)" ] || say "acknowledged documents are lost"
  fi
  "$wutong" query --db killed.db "DROP INDEX i$round IF EXISTS" > /dev/null 2>&1
  # Some rounds begin with a database that lacks some documents again.
  if [ $((round % 3)) -eq 0 ]; then
    "$wutong" forget --db killed.db docs/$((RANDOM % 300 + 1)).txt docs/$((RANDOM % 300 + 1)).txt > log 2>&1
    grep -q 'error\[' log && say "forget"
  fi
  if [ -e killed.backups ] && "$wutong" restore killed.backups > log 2>&1 && grep -q killed.db log; then
    rm -rf restored.db
    "$wutong" restore killed.backups restored.db > log 2>&1 || say "the backup cannot be restored"
    "$wutong" check restored.db > log 2>&1 || say "the backup is not sound"
  fi
done
round=last what=ingest
"$wutong" ingest --db killed.db docs > log 2>&1 || say "going on"
"$wutong" check killed.db > log 2>&1 || say "not sound"
export_graph whole.db > whole.jsonl
export_graph killed.db > killed.jsonl
cmp whole.jsonl killed.jsonl || exit 1
echo "$rounds rounds, the same $(wc -l < whole.jsonl) nodes and relationships"
