/** Completion for bash. Pure. */
import type { CommandDescription, OptionDescription, ProgramDescription } from './describe.ts'

/** A script for `source <(sse-compat completion bash)`. */
export function bashCompletion({ name, options, commands }: ProgramDescription): string {
  const general = options.flatMap(({ names }) => names)
  const cases = commands.map((command) => caseOf(command, general)).join('\n')
  const first = [...commands.map((command) => command.name), 'help', ...general].join(' ')
  return `# Completion of ${name} for bash: source <(${name} completion bash)
_${identifier(name)}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' word
  local words='' files=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      -*) ;;
      *) command=$word; break ;;
    esac
  done
  case $command in
${cases}
    *) words='${first}' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $files && $current != -* ]]; then
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _${identifier(name)} ${name}
`
}

function caseOf(command: CommandDescription, general: readonly string[]): string {
  const own = command.options.flatMap(({ names }) => names)
  const choices = command.arguments.flatMap((argument) => argument.choices)
  const files = command.arguments.length > 0 && choices.length === 0 ? ' files=1' : ''
  const withValue = command.options.filter(({ value }) => value !== 'none')
  const values = withValue.map((option) => `        ${valueCase(option)}\n`).join('')
  return `    ${command.name})
      case $previous in
${values}        *) words='${[...choices, ...own, ...general].join(' ')}'${files} ;;
      esac ;;`
}

function valueCase({ names, value, choices }: OptionDescription): string {
  if (choices.length > 0) return `${names.join('|')}) words='${choices.join(' ')}' ;;`
  return `${names.join('|')}) ${value === 'file' ? 'files=1' : ':'} ;;`
}

export const identifier = (name: string): string => name.replace(/\W/g, '_')
