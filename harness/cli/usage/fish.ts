/** Completion for fish. Pure. */
import type { OptionDescription, ProgramDescription } from './describe.ts'

/** A script for `sse-compat completion fish | source`. */
export function fishCompletion({ name, options, commands }: ProgramDescription): string {
  const none = `${commands.map((command) => command.name).join(' ')} help`
  const first = quoted(`not __fish_seen_subcommand_from ${none}`)
  const lines = commands.flatMap((command) => {
    const within = quoted(`__fish_seen_subcommand_from ${command.name}`)
    const choices = command.arguments.flatMap((argument) => argument.choices)
    return [
      `complete -c ${name} -f -n ${first} -a ${command.name} -d ${quoted(command.summary)}`,
      ...command.options.map((option) => `complete -c ${name} -n ${within} ${optionOf(option)}`),
      ...(choices.length > 0 ? [`complete -c ${name} -f -n ${within} -a ${quoted(choices.join(' '))}`] : []),
    ]
  })
  return [
    `# Completion of ${name} for fish: ${name} completion fish | source`,
    ...options.map((option) => `complete -c ${name} ${optionOf(option)}`),
    ...lines,
    '',
  ].join('\n')
}

function optionOf({ names, value, choices, description }: OptionDescription): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const values =
    choices.length > 0
      ? ` -x -a ${quoted(choices.join(' '))}`
      : value === 'none'
        ? ''
        : ` -${value === 'file' ? 'r -F' : 'x'}`
  return `${flags.join(' ')}${values} -d ${quoted(description)}`
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
