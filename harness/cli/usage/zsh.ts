/** Completion for zsh. Pure. */
import { identifier } from './bash.ts'
import type { CommandDescription, OptionDescription, ProgramDescription } from './describe.ts'

/** A script for a file `_sse-compat` in a folder of $fpath, or for `source <(sse-compat completion zsh)`. */
export function zshCompletion({ name, options, commands }: ProgramDescription): string {
  const general = options.map(argumentOf)
  const list = commands.map((command) => `    ${quoted(`${command.name}:${command.summary}`)}`).join('\n')
  const cases = commands.map((command) => caseOf(command, general)).join('\n')
  return `#compdef ${name}
# Completion of ${name} for zsh: source <(${name} completion zsh)
_${identifier(name)}() {
  local -a commands
  commands=(
${list}
    'help:print the options of a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments ${general.join(' ')}
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases}
  esac
}
if [[ $funcstack[1] == _${identifier(name)} || $funcstack[1] == _${name} ]]; then
  _${identifier(name)} "$@"
else
  compdef _${identifier(name)} ${name}
fi
`
}

function caseOf(command: CommandDescription, general: readonly string[]): string {
  const own = command.options.map(argumentOf)
  const positional = command.arguments.map(({ name, choices }) =>
    quoted(`*:${escaped(name)}:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}`),
  )
  return `    ${command.name}) _arguments ${[...own, ...general, ...positional].join(' \\\n      ')} ;;`
}

function argumentOf({ names, value, choices, description }: OptionDescription): string {
  const name = names.at(-1) ?? ''
  const action = choices.length > 0 ? `(${choices.join(' ')})` : value === 'file' ? '_files' : ' '
  const taken = value === 'none' ? '' : `:value:${action}`
  return quoted(`*${name}[${escaped(description)}]${taken}`)
}

const escaped = (text: string): string => text.replace(/[\\:[\]]/g, '\\$&')
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
