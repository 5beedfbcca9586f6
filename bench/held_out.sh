#!/usr/bin/env bash
# What the models make of texts that they have not seen: the gold in four parts, each judged by models
# trained on the other three and on tests/gold/practice and written. The rules have been written with the gold
# in view, so that a new text is still harder. Needs liblinear-tools, and
# train_crf beside TRAINING_DATA; takes ten minutes.
#   held_out.sh WUTONG TRAINING_DATA EVAL    (build/release/wutong, .../training_data, ../shared/eval)
set -euo pipefail
wutong=$(realpath "$1") data=$(realpath "$2") eval=$(realpath "$3")
cd "$(dirname "$0")/.."
gold=$eval/gold
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for part in 0 1 2 3; do
  ls "$gold"/*.json | sed 's#.*/##; s/\.json$//' | awk -v part=$part 'NR % 4 == part' > "$dir/left-out"
  mkdir -p "$dir/schema/models"
  cp schema/regional-economy.json "$dir/schema/"
  schema=$dir/schema/regional-economy.json
  python3 bench/train_names.py --without "$dir/left-out" "$data" "$dir/schema/models/names.txt" \
    tests/gold/practice --known "$gold" --known tests/gold/written
  : > "$dir/schema/models/relations.txt"
  python3 bench/train_relations.py --without "$dir/left-out" --schema "$schema" "$data" "$eval" \
    "$dir/schema/models/relations.txt" "$gold" tests/gold/written tests/gold/practice
  for model in subjects periods; do
    : > "$dir/schema/models/$model.txt"
    python3 bench/train_choices.py --like BDNPsKLM --without "$dir/left-out" --schema "$schema" \
      $model "$data" "$eval" "$dir/schema/models/$model.txt" "$gold" tests/gold/written \
      tests/gold/practice
  done
  "$wutong" extract --schema "$schema" $(sed "s#.*#$gold/&.txt#" "$dir/left-out") >> "$dir/graphs.jsonl"
done
python3 "$eval/score.py" "$gold" "$dir/graphs.jsonl"
