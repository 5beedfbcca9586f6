#!/usr/bin/env bash
# Names at the command line: why, review, curate; compared with tests/jobs/curate.txt.
# WUTONG_UPDATE_GOLDEN=1 writes it.
#   curate.sh WUTONG PROJECT
set -uo pipefail
wutong=$1
expected=$2/tests/jobs/curate.txt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
run() {
  echo "\$ wutong $*"
  "$wutong" "$@" 2>&1
  echo "status $?"
  echo
}
printf '浙江华友钴业股份有限公司（以下简称“华友钴业”）入驻桐乡市。' > a.txt
printf '华友钴业入驻乌镇产业园。桐昆集团股份有限公司入驻桐乡市。' > b.txt
printf '桐昆集团入驻乌镇产业园。江苏远航科技有限公司与浙江远航科技有限公司合作。远航科技入驻桐乡市。' > c.txt
{
  "$wutong" ingest --db graph.db a.txt b.txt c.txt 2> /dev/null
  run why graph.db 华友钴业
  run why graph.db 桐昆集团 桐昆集团股份有限公司
  run why graph.db 江苏远航科技有限公司 浙江远航科技有限公司
  run why graph.db 远航科技
  run why graph.db 无此公司
  run review graph.db --format csv
  run curate graph.db merge 远航科技 浙江远航科技有限公司
  run curate graph.db split 桐昆集团 桐昆集团股份有限公司
  run curate graph.db merge 浙江远航科技有限公司 远航科技
  run curate graph.db retype 桐昆集团 Institutoin
  run curate graph.db retype 桐昆集团 星球
  run curate graph.db retype 桐昆集团 Institution
  run why graph.db 远航科技
  run why graph.db Company:桐昆集团 桐昆集团股份有限公司
  run review graph.db --format csv
  run curate graph.db export
  "$wutong" curate graph.db export > decisions.jsonl
  run curate graph.db undo merge 远航科技 浙江远航科技有限公司
  run curate graph.db undo merge 远航科技 浙江远航科技有限公司
  run curate graph.db replay decisions.jsonl
  echo '{"decide": "join", "type": "Company", "name": "a"}' > bad.jsonl
  run curate graph.db replay bad.jsonl
  run curate graph.db merge 华友钴业
  run curate graph.db
} > out.txt
if [ -n "${WUTONG_UPDATE_GOLDEN:-}" ]; then cp out.txt "$expected"; fi
diff -u "$expected" out.txt || exit 1

# Replaying the decisions over another database of the same documents gives the same graph.
"$wutong" ingest --db other.db c.txt b.txt a.txt 2> /dev/null
"$wutong" curate other.db replay decisions.jsonl 2> /dev/null
for db in graph other; do "$wutong" export --db $db.db --format jsonl > $db.jsonl 2> /dev/null; done
cmp graph.jsonl other.jsonl
