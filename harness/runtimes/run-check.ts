/** Runs a proxy's test of its configuration, to its end. */

import { spawn } from 'node:child_process'
import type { PlainCommand } from '../isolation/enclosed-proxy.ts'
import { withoutInherited } from '../isolation/inherited-descriptors.ts'
import type { Ms } from '../model/index.ts'

/** Time limit for a test of a configuration; the longest known one takes 2 s. */
const PATIENCE: Ms = 10_000
/** Characters of its output that are kept. */
const MAX = 2 ** 20

/** @param user the user and group id that it runs as; undefined for this process's own. Never rejects. */
export function runCheck(
  { file, args, cwd, env }: PlainCommand,
  user: number | undefined,
): Promise<{ readonly accepted: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(file, args, {
      cwd,
      env: { ...env },
      ...(user === undefined ? {} : { uid: user, gid: user }),
      stdio: withoutInherited('ignore', 'pipe', 'pipe'),
    })
    const printed = [child.stdout, child.stderr]
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      // A process that it started may still have them open.
      for (const stream of printed) stream?.destroy()
    }, PATIENCE)
    for (const stream of printed) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text.slice(0, MAX - output.length)
      })
    }
    const finish = (code: number | null): void => {
      clearTimeout(late)
      resolve({ accepted: code === 0, output: output.trimEnd() })
    }
    child.once('error', () => finish(null))
    child.once('close', finish)
  })
}
