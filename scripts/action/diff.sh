#!/usr/bin/env bash
# Compares with the base branch's result, where there is one. Never fails: decide.sh does.
set -uo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/without-commands.sh"
before=${INPUT_BEFORE:-}
if [ -z "$before" ] || [ -z "${RESULT:-}" ]; then exit 0; fi
if [ ! -e "$before" ]; then
  echo "::notice title=sse-compat::nothing to compare with: ${before//[^[:alnum:] .\/_-]/?} is not there"
  exit 0
fi
markdown=${INPUT_RESULTS:?}/diff.md
rm -f -- "$markdown" "$INPUT_RESULTS/diff.json"
without_commands node "$GITHUB_ACTION_PATH/scripts/sse-compat.mjs" diff \
  --format text --format "markdown=$markdown" --format "json=$INPUT_RESULTS/diff.json" -- "$before" "$RESULT"
code=$?
{
  echo "exit-code=$code"
  if [ -f "$markdown" ]; then echo "markdown=$markdown"; fi
} >>"$GITHUB_OUTPUT"
