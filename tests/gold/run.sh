#!/usr/bin/env bash
# Measures extraction and restoration against the shared gold, where it is there, and fails below the
# figures that have been reached.
#   run.sh WUTONG SHARED
set -euo pipefail
wutong=$1
gold=$2/eval/gold
if [ ! -d "$gold" ]; then
  echo "skipped: no gold graphs at '$gold'"
  exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$wutong" extract "$gold"/*.txt > "$dir/all.jsonl"
python3 "$2/eval/score.py" "$gold" "$dir/all.jsonl" --json > "$dir/all.json"
mkdir "$dir/seed"
ln -s "$gold"/seed.* "$dir/seed/"
python3 "$2/eval/score.py" "$dir/seed" "$dir/all.jsonl" --json > "$dir/seed.json"
python3 - "$dir" <<'PYTHON'
import json, sys
least = {"seed": {"entity": 0.75, "relation": 0.50, "statistic": 0.60, "grounding": 1.0},
         "all": {"entity": 0.60, "relation": 0.24, "statistic": 0.23, "grounding": 1.0}}
bad = False
for name, wanted in least.items():
    scores = json.load(open(f"{sys.argv[1]}/{name}.json"))
    for kind, figure in wanted.items():
        f1 = scores[kind]["f"] if isinstance(scores[kind], dict) else scores[kind]
        print(f"{name:5} {kind:10} F1 {f1:.3f} (at least {figure:.2f})")
        bad = bad or f1 < figure
sys.exit(bad)
PYTHON
for jobs in 1 2; do
  "$wutong" ingest --db "$dir/graph$jobs.db" --jobs $jobs "$gold"/*.txt 2> /dev/null
  "$wutong" export --db "$dir/graph$jobs.db" --format jsonl -o "$dir/graph$jobs.jsonl" 2> /dev/null
done
cmp "$dir/graph1.jsonl" "$dir/graph2.jsonl"
for file in $(ls "$gold"/*.txt | sort -r); do
  "$wutong" ingest --db "$dir/graph3.db" "$file" 2> /dev/null
done
"$wutong" export --db "$dir/graph3.db" --format jsonl -o "$dir/graph3.jsonl" 2> /dev/null
cmp "$dir/graph1.jsonl" "$dir/graph3.jsonl"
