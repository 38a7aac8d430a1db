/** The commands as a commander program: all of them by name, and the requested ones with their options and code. */
import { Command, Help } from 'commander'
import { toolVersion } from '../matrix/tool-version.ts'
import { COMMANDS, type CommandEntry, DEFAULT_COMMAND } from './command-list.ts'

export const NO_COLOUR = '--no-color'
/** Handled without loading a command. */
const ABOUT = ['--help', '-h', '--version', '-V', 'help']

/** The name of the command; undefined for help, the version, and nothing at all. @param args without those of Node */
export function commandIn(args: readonly string[]): string | undefined {
  const [first, second] = args.filter((arg) => arg !== NO_COLOUR)
  if (first === 'help' && second !== undefined) return second
  if (first === undefined || ABOUT.includes(first)) return undefined
  return first.startsWith('-') ? DEFAULT_COMMAND : first
}

export async function programWith(wanted: readonly CommandEntry[]): Promise<Command> {
  const program = new Command('sse-compat')
    .description('Does SSE survive your reverse proxy? Proven on the wire, with real proxies.')
    .version(toolVersion())
    .option(NO_COLOUR, 'print no colours, as with the environment variable NO_COLOR')
    .addHelpText('after', '\nThe options of a command: sse-compat help <command>')
  for (const entry of COMMANDS) {
    const command = wanted.includes(entry) ? await entry.load(() => programWith(COMMANDS)) : new Command(entry.name)
    program.addCommand(command.summary(entry.summary), { isDefault: entry.name === DEFAULT_COMMAND })
  }
  // Errors are printed in one place, for all commands.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} })
    command.configureHelp({ ...command.configureHelp(), optionDescription })
  }
  return program
}

/** Without the default of a switch, which is always off. */
const optionDescription: Help['optionDescription'] = (option) =>
  new Help().optionDescription(option).replace(/ \(default: false\)$/, '')
