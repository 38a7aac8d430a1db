#!/usr/bin/env bash
# The result of the step: 2, the work could not be done, always fails it.
set -uo pipefail
code=${EXIT_CODE:-2}
diff=${DIFF_EXIT_CODE:-0}
case ${INPUT_FAIL_ON:-findings} in
  findings) [ "$diff" -gt "$code" ] && code=$diff ;;
  regressions) if [ "$code" -lt 2 ]; then code=$diff; fi ;;
  never) if [ "$code" -lt 2 ]; then code=0; fi ;;
  *)
    echo "::error title=sse-compat::fail-on is findings, regressions or never, not \"${INPUT_FAIL_ON//[^[:alnum:] ._-]/?}\""
    code=2
    ;;
esac
exit "$code"
