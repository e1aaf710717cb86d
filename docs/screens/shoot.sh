#!/usr/bin/env bash
# Writes the pictures of this directory: the demo on a real terminal (tmux), its screen as SVG (picture.py).
# Usage: docs/screens/shoot.sh [PROGRAM]; the default is target/release/watchfloor.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
program=$(realpath "${1:-$here/../../target/release/watchfloor}")
cd "$here"
socket="watchfloor-shoot-$$"
trap 'tmux -L "$socket" kill-server 2>/dev/null || true' EXIT

# shoot NAME COLUMNSxLINES SECONDS KEYS ARGUMENT...
shoot() {
  local name=$1 size=$2 seconds=$3 keys=$4
  shift 4
  tmux -L "$socket" -f /dev/null new-session -d -s "$name" -x "${size%x*}" -y "${size#*x}" \
    "TERM=tmux-256color COLORTERM=truecolor $program demo --seed 7 --speed 12 --ambiguous narrow --glyphs unicode $*"
  sleep "$seconds"
  for key in $keys; do
    tmux -L "$socket" send-keys -t "$name" "$key"
    sleep 1
  done
  tmux -L "$socket" capture-pane -e -p -t "$name" | python3 picture.py "${size%x*}" >"$name.svg"
  tmux -L "$socket" kill-session -t "$name"
}

shoot floor 120x40 60 "" --lang en
shoot trace-zh 120x40 60 "3 t" --lang zh-CN
shoot field-zh 80x24 45 "4" --lang zh-CN --profile field
shoot wall 74x20 40 "" --lang en --wall
