/** The commands, with one line about each. A command's code is loaded when it is used: loading all of it takes more than a second. */
import type { Command } from 'commander'

export interface CommandEntry {
  readonly name: string
  /** For the list of commands; the command's own help has more. */
  readonly summary: string
  /** @param whole creates the program with every command's options */
  readonly load: (whole: () => Promise<Command>) => Promise<Command>
}

/** The command that runs when none is named. */
export const DEFAULT_COMMAND = 'run'

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'run the matrix, or a selection of it, and write the report',
    load: async () => (await import('./commands/run.ts')).runCommand(),
  },
  {
    name: 'check',
    summary: 'test your own configuration: what fails, which line is responsible, and a verified fix',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  {
    name: 'app',
    summary: 'test your own application: behind which proxies its stream survives, and what it should send',
    load: async () => (await import('./app.ts')).appCommand(),
  },
  {
    name: 'probe',
    summary: 'observe the event stream at a URL from outside, and say what is wrong with it',
    load: async () => (await import('./probe.ts')).probeCommand(),
  },
  {
    name: 'serve',
    summary: 'start the reference SSE server, to be put behind a proxy',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  {
    name: 'judge',
    summary: "make a run's verdicts and report again, from its files",
    load: async () => (await import('./commands/judge.ts')).judgeCommand(),
  },
  {
    name: 'merge',
    summary: 'make one run and one report of what several machines ran with `run --shard`',
    load: async () => (await import('./commands/merge.ts')).mergeCommand(),
  },
  {
    name: 'diff',
    summary: 'what changed between two runs, or two outputs of `check --json`',
    load: async () => (await import('./diff.ts')).diffCommand(),
  },
  {
    name: 'trace',
    summary: 'show what was recorded of one test case of a run',
    load: async () => (await import('./commands/trace.ts')).traceCommand(),
  },
  {
    name: 'expect',
    summary: "print the expectations that would describe a run's deviations",
    load: async () => (await import('./commands/expect.ts')).expectCommand(),
  },
  {
    name: 'pack',
    summary: 'replace the traces and logs of a run by one archive',
    load: async () => (await import('./commands/pack.ts')).packCommand(),
  },
  {
    name: 'list',
    summary: 'show scenarios, proxies, profiles, builds and runtimes, and which can run here',
    load: async () => (await import('./commands/list.ts')).listCommand(),
  },
  {
    name: 'setup',
    summary: 'bring proxies to this machine',
    load: async () => (await import('./commands/setup.ts')).setupCommand(),
  },
  {
    name: 'images',
    summary: 'make container images out of Debian suites, without a registry',
    load: async () => (await import('./commands/images.ts')).imagesCommand(),
  },
  {
    name: 'completion',
    summary: 'print the completion of this command for a shell: bash, zsh or fish',
    load: async (whole) => (await import('./commands/completion.ts')).completionCommand(whole),
  },
]
