#!/usr/bin/env bash
# Runs `check`, or `run` where its options are given, and writes each result to a file. Never fails: decide.sh does.
set -o pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/without-commands.sh"
sse_compat=(node "$GITHUB_ACTION_PATH/scripts/sse-compat.mjs")
results=${INPUT_RESULTS:?}
mkdir -p -- "$results" || exit 2
# A pull request may bring links of these names: what is written below the workspace stays there.
case $results in /*) top=/ ;; *) top=$(pwd -P)/ ;; esac
case $(cd -- "$results" && pwd -P)/ in "$top"*) is_inside=1 ;; *) is_inside='' ;; esac
if [ -z "$is_inside" ] || [ -L "$results/runs" ]; then
  echo '::error title=sse-compat::the folder of the input results leads out of the workspace by a link: name another one'
  echo 'exit-code=2' >>"$GITHUB_OUTPUT"
  exit 0
fi
rm -f -- "$results/result.json" "$results/junit.xml" "$results/code-quality.json" "$results/result.sarif" "$results/annotations.txt"

# Options are words, as in a shell without expansions: a value of an input is never run.
read -r -d '' -a options <<<"${INPUT_OPTIONS:-}" || true
read -r -d '' -a run_options <<<"${INPUT_RUN:-}" || true
annotations=$results/annotations.txt
formats=(--format "github=$annotations" --format "json=$results/result.json" --format "junit=$results/junit.xml" --format "gitlab=$results/code-quality.json")
sarif=''

if [ "${#run_options[@]}" -gt 0 ]; then
  without_commands "${sse_compat[@]}" run --reports "$results/runs" "${run_options[@]}" --format text "${formats[@]}"
  code=$?
elif [ -n "${INPUT_CONFIG:-}" ]; then
  sarif=$results/result.sarif
  IFS=$', \t\n' read -r -d '' -a expected <<<"${INPUT_EXPECTED:-}" || true
  for criterion in "${expected[@]}"; do options+=(--expect "$criterion"); done
  without_commands "${sse_compat[@]}" check "${options[@]}" --format text "${formats[@]}" --format "sarif=$sarif" -- "$INPUT_CONFIG"
  code=$?
else
  echo '::error title=sse-compat::give the input config, or the input run'
  code=2
fi
if [ -f "$annotations" ]; then
  cat -- "$annotations"
  rm -f -- "$annotations"
fi

{
  echo "exit-code=$code"
  if [ -f "$results/result.json" ]; then echo "result=$results/result.json"; fi
  if [ -f "$results/junit.xml" ]; then echo "junit=$results/junit.xml"; fi
  if [ -n "$sarif" ] && [ -f "$sarif" ]; then echo "sarif=$sarif"; fi
} >>"$GITHUB_OUTPUT"
