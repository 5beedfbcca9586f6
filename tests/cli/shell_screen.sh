#!/usr/bin/env bash
# The shell on a terminal: types into it under tmux and reads the screen.
#   shell_screen.sh WUTONG PROJECT
set -euo pipefail
wutong=$1
project=$2
dir=$(mktemp -d)
session=wutong-$$
trap 'tmux kill-session -t $session 2> /dev/null || true; rm -rf "$dir"' EXIT
"$wutong" ingest --db "$dir/graph.db" "$project/seeds" 2> /dev/null
export LC_ALL=C.UTF-8 XDG_STATE_HOME=$dir/state
tmux -u new-session -d -s $session -x 100 -y 40 "$wutong shell --db $dir/graph.db"
screen() { tmux capture-pane -p -t $session; }
expect() {
  for _ in $(seq 50); do
    screen | grep -qF -- "$1" && return
    sleep 0.1
  done
  echo "not on the screen: $1"
  screen
  exit 1
}
# tmux takes a semicolon at the end of an argument for its own.
type_line() { tmux send-keys -t $session -l "${1/%;/\\;}" && tmux send-keys -t $session Enter; }
expect ':help for help'
type_line "MATCH (p:Place {name: '桐乡市'})"
expect '...>'
type_line 'RETURN p.name AS 名称;'
expect '│ 桐乡市 │'
type_line 'RETURN 1 / 0;'
expect 'error[arithmetic.division_by_zero]'
tmux send-keys -t $session -l 'MATCH (c:Compa'
tmux send-keys -t $session Tab
expect ':Company'
tmux send-keys -t $session C-c
type_line 'UNWIND range(1, 90000000) AS x RETURN count(x);'
sleep 0.5
tmux send-keys -t $session C-c
expect 'error[query.cancelled]'
type_line ':mode csv'
type_line "RETURN '还在' AS x;"
expect '还在'
type_line ':quit'
for _ in $(seq 50); do
  tmux has-session -t $session 2> /dev/null || break
  sleep 0.1
done
grep -qF '还在' "$dir/state/wutong/history"
