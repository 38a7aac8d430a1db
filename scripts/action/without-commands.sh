# Sourced by the steps. The runner takes `##[command]` anywhere in a line, and `::command::` at its start, for commands: set an output, mask
# words, hide later annotations. sse-compat escapes both where it quotes a configuration; this also holds for code of `--parts` and of
# Node. Until a line with a token that only this process knows, the runner takes no commands.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands

# Runs a command, with both of its outputs in one, so that nothing of it arrives later.
without_commands() {
  local token code
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  "$@" 2>&1
  code=$?
  printf '\n::%s::\n' "$token"
  return "$code"
}
