#!/usr/bin/env bash
# Check, repair, backup and restore at the command line, with databases that are damaged, foreign,
# missing or in use; compared with tests/jobs/maintain.txt. WUTONG_UPDATE_GOLDEN=1 writes it.
#   maintain.sh WUTONG PROJECT
set -uo pipefail
wutong=$1
expected=$2/tests/jobs/maintain.txt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export SOURCE_DATE_EPOCH=1714521600
run() {
  echo "\$ wutong $*"
  "$wutong" "$@" 2>&1 | sed -E "s#$dir#DIR#g; s/[0-9]{6}\.sst/N.sst/g; s/process [0-9]+/process N/; s/[0-9]+ files, [0-9]+ bytes/N files, N bytes/; s/20[0-9-]+ [0-9:]+/TIME/; s/,[0-9]+,[0-9]+,DIR/,N,N,DIR/; s/Corruption: .*/Corruption: .../; s/is damaged: [^CD'].*/is damaged: .../"
  echo "status ${PIPESTATUS[0]}"
  echo
}
export_graph() { "$wutong" export --db "$1" --format jsonl 2> /dev/null; }
flip() { printf '\377\376\375\374' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") / 3)) conv=notrunc status=none; }
damaged() { rm -rf damaged.db && cp -r graph.db damaged.db; }

mkdir docs foreign empty
echo notes > foreign/notes.txt
for i in $(seq 60); do
  printf '2021年，桐乡市企业数量达到%d家，同比增长%d%%。远航%d科技有限公司入驻乌镇产业园。' $i $((i % 40)) $((i % 9)) > docs/$i.txt
done
{
  "$wutong" ingest --db graph.db docs 2> /dev/null
  run check graph.db
  run check
  run check missing.db
  run check foreign
  run check empty
  run check docs/1.txt
  run repair missing.db
  run repair foreign
  run backup graph.db foreign
  run backup missing.db backups
  run backup graph.db backups
  "$wutong" forget --db graph.db docs/1.txt docs/2.txt 2> /dev/null
  run backup graph.db backups
  run restore backups --format csv
  run restore backups first.db --backup 1
  run restore backups last.db
  run restore backups last.db
  run restore backups other.db --backup 7
  run restore foreign other.db
  run restore missing other.db
  run check backups
  run backup graph.db backups --keep 1
  run restore backups --format csv

  # Somebody changes what is ours to show.
  cp -r graph.db edited.db
  "$wutong" query --db edited.db "MATCH ()-[r:LOCATED_IN]->() WITH r LIMIT 1 SET r.evidence = ['elsewhere']" > answers 2>&1
  run check edited.db
  run repair edited.db
  run check edited.db

  # A backup that is not what it was.
  cp -r backups rotten
  flip "$(ls -S rotten/shared_checksum/*.sst | head -1)"
  run restore rotten other.db

  # In use: a writer waits for its input.
  mkfifo hold
  "$wutong" pipe --db graph.db < hold > answers 2>&1 &
  exec 3> hold
  printf '{"op":"version"}\n' >&3
  until [ -s answers ]; do sleep 0.05; done
  run ingest --db graph.db docs
  run backup graph.db backups
  run repair graph.db
  run check graph.db
  exec 3>&-
  wait

  damaged
  rm damaged.db/CURRENT
  run check damaged.db
  run ingest --db damaged.db docs
  run repair damaged.db
  run check damaged.db
} > out.txt
if [ -n "${WUTONG_UPDATE_GOLDEN:-}" ]; then cp out.txt "$expected"; fi
diff -u "$expected" out.txt || exit 1

"$wutong" ingest --db direct.db docs 2> /dev/null
export_graph direct.db > direct.jsonl
export_graph first.db | cmp - direct.jsonl || { echo "the first backup"; exit 1; }
export_graph graph.db > graph.jsonl
export_graph last.db | cmp - graph.jsonl || { echo "the last backup"; exit 1; }
export_graph damaged.db | cmp - graph.jsonl || { echo "repaired"; exit 1; }

# Whatever file is damaged, repairing and going on ends in the same graph. Only the names of labels,
# types and properties cannot be told from anything else.
rm -rf graph.db
cp -r direct.db graph.db
"$wutong" backup graph.db other 2> /dev/null
repaired=0
for file in graph.db/*.sst graph.db/MANIFEST-*; do
  for how in gone flip; do
    damaged
    victim=damaged.db/$(basename "$file")
    case $how in
      gone) rm "$victim" ;;
      flip) flip "$victim" ;;
    esac
    if "$wutong" check damaged.db > log 2>&1; then continue; fi
    if ! "$wutong" repair damaged.db > log 2>&1; then
      grep -q 'names of labels' log && continue
      echo "$victim $how:"
      cat log
      exit 1
    fi
    "$wutong" ingest --db damaged.db docs > log 2>&1 || { echo "$victim $how:"; cat log; exit 1; }
    "$wutong" check damaged.db > log 2>&1 || { echo "$victim $how:"; cat log; exit 1; }
    export_graph damaged.db | cmp - direct.jsonl || { echo "$victim $how"; exit 1; }
    repaired=$((repaired + 1))
  done
done
[ "$repaired" -ge 10 ] || { echo "only $repaired repairs"; exit 1; }
echo "$repaired damaged databases repaired"
