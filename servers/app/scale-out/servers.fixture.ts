/** For tests: the reference server as users start it, each in a separate process. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../../harness/cli/main.ts', import.meta.url))

export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  readonly port: number
  connections(): Promise<number>
  publish(data: unknown): Promise<void>
}

/** Resolves when it listens. */
export async function startServerProcess(args: readonly string[] = []): Promise<ServerProcess> {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const { event, url } = JSON.parse(line)
      if (event === 'listening') resolve(url)
    })
    void gone.then(() => reject(new Error('the server ended')))
  })
  return {
    url,
    port: Number(new URL(url).port),
    connections: async () => ((await (await fetch(`${url}/sse/stats`)).json()) as { connections: number }).connections,
    async publish(data) {
      const body = JSON.stringify({ type: 'n', data })
      const { ok, status } = await fetch(`${url}/api/notifications`, { method: 'POST', body })
      if (!ok) throw new Error(`publishing was refused with ${status}`)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
