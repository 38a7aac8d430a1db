/** Shared by our server and better-sse: a Node process that prints its port on the first line of output. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunningPeer } from '../peer.ts'
import type { HeapFigures } from '../probe.ts'

const PROBE = new URL('../probe.ts', import.meta.url).href

/**
 * @param script URL of the program
 * @param nodeOptions for a profile: `--cpu-prof`
 * @throws Error when it exits before it listens; its own message is on standard error
 */
export async function startNode(
  script: URL,
  args: readonly string[],
  nodeOptions: readonly string[],
): Promise<RunningPeer> {
  const child = fork(fileURLToPath(script), args, {
    execArgv: ['--expose-gc', '--import', PROBE, ...nodeOptions],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const port = await portOf(child)
  return {
    port,
    pids: [child.pid as number],
    publication: (data) => ({
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'news', data }),
    }),
    async collect() {
      const answer = once(child, 'message')
      child.send('collect')
      return (await answer)[0] as HeapFigures
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}

/** Continues to read the output afterwards, so that a server that logs is never blocked. */
async function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const [, port] = /"url":"http:\/\/[^"]*:(\d+)"/.exec(line) ?? []
      if (port !== undefined) resolve(Number(port))
    })
  })
}
