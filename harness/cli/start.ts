/** From the arguments to a command: help and the version load no command's code. */
import { disableColour } from '../terminal/colour.ts'
import { tolerateGoneReaders } from './gone-readers.ts'
import { commandIn, NO_COLOUR, programWith } from './program.ts'

/** Runs the command line, and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  tolerateGoneReaders()
  if (args.includes(NO_COLOUR)) disableColour(process.env)
  const name = commandIn(args)
  if (name !== undefined) return (await import('./run-command.ts')).runCommand(name, args)
  const program = await programWith([])
  // A run of everything takes minutes: it has to be asked for.
  if (args.every((arg) => arg === NO_COLOUR)) return program.outputHelp()
  // Commander throws after help and version; their output is already being written.
  await program.parseAsync(['', '', ...args]).catch(({ exitCode }) => {
    process.exitCode = exitCode === 0 ? 0 : 2
  })
}
