/** The commands and their options as plain data, from which the man page and the completions are generated. Pure. */
import type { Command } from 'commander'

export interface OptionDescription {
  /** `--name <value>` as written in the code. */
  readonly flags: string
  readonly names: readonly string[]
  /** `file`: a path of this machine; `none`: it takes no value. */
  readonly value: 'none' | 'any' | 'file'
  readonly choices: readonly string[]
  readonly description: string
  /** '' where there is none worth mentioning. */
  readonly byDefault: string
}

export interface CommandDescription {
  readonly name: string
  /** `<config>`, `[suites...]` */
  readonly syntax: string
  readonly summary: string
  readonly description: string
  readonly arguments: readonly {
    readonly name: string
    readonly description: string
    readonly choices: readonly string[]
  }[]
  readonly options: readonly OptionDescription[]
}

export interface ProgramDescription {
  readonly name: string
  readonly description: string
  /** Options of every command. */
  readonly options: readonly OptionDescription[]
  readonly commands: readonly CommandDescription[]
}

/** Placeholders of values that are paths. */
const PATHS = /<(?:file|folder|path|run)s?(?:\.\.\.)?>/

/** @param program with all commands and their options */
export const describe = (program: Command): ProgramDescription => ({
  name: program.name(),
  description: program.description(),
  options: optionsOf(program),
  commands: program.commands.map((command) => ({
    name: command.name(),
    syntax: command.registeredArguments.map(syntaxOf).join(' '),
    summary: command.summary(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: optionsOf(command),
  })),
})

type Argument = Command['registeredArguments'][number]

const syntaxOf = (argument: Argument): string => {
  const name = argument.variadic ? `${argument.name()}...` : argument.name()
  return argument.required ? `<${name}>` : `[${name}]`
}

function optionsOf(command: Command): OptionDescription[] {
  const help = command.createHelp()
  return help.visibleOptions(command).map((option) => {
    const takesValue = option.required || option.optional
    const value = !takesValue ? 'none' : PATHS.test(option.flags) && option.long !== '--path' ? 'file' : 'any'
    const { defaultValue, defaultValueDescription } = option
    const isPlain = typeof defaultValue === 'string' || typeof defaultValue === 'number'
    return {
      flags: option.flags,
      names: [option.short, option.long].filter((name) => name !== undefined),
      value,
      choices: option.argChoices ?? [],
      description: option.description,
      byDefault: defaultValueDescription ?? (isPlain && takesValue ? String(defaultValue) : ''),
    }
  })
}
