import { Argument, Command } from 'commander'
import { bashCompletion } from '../usage/bash.ts'
import { describe, type ProgramDescription } from '../usage/describe.ts'
import { fishCompletion } from '../usage/fish.ts'
import { zshCompletion } from '../usage/zsh.ts'

const SHELLS: Readonly<Record<string, (program: ProgramDescription) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/** @param whole creates the program with every command's options */
export const completionCommand = (whole: () => Promise<Command>): Command =>
  new Command('completion')
    .description('print a script that completes commands, options and their values in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .action(async (shell: string) => {
      process.stdout.write(SHELLS[shell]?.(describe(await whole())) ?? '')
    })
