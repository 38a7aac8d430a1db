/** How the user calls this program, for commands to copy. Pure. */

/** npm names the lifecycle event of what it runs: `npx`, `start`. Outside of npm the program is a command or an alias. */
export const programName = ({ npm_lifecycle_event: event }: NodeJS.ProcessEnv): string =>
  event === undefined ? 'sse-compat' : 'npx sse-compat'
