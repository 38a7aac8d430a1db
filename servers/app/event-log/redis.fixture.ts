/** For tests: a real Redis, from PATH or from Debian packages that are unpacked under .cache; it ends with the test. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canMakeRoots, defaultSuite, listRoots, makeRoot, rootLoader } from '../../../harness/debian/debian-root.mjs'
import { freePort } from '../free-port.fixture.ts'

const FOLDER = fileURLToPath(new URL('../../../.cache/redis', import.meta.url))

/** The command that starts it, or why it cannot be started. */
export type Found = { readonly exec: readonly string[] } | { readonly because: string }

export async function findRedis(): Promise<Found> {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file))
  if (onPath !== undefined) return { exec: [onPath] }
  try {
    const suite = defaultSuite()
    const known = listRoots(FOLDER).find((root) => root.suite === suite)?.folder
    if (known === undefined && !canMakeRoots())
      return { because: 'there is no redis-server, and no apt to get it with' }
    const root = known ?? (await makeRoot({ suite, packages: ['redis-server'], into: FOLDER }))
    const file = ['usr/bin/redis-server', 'usr/bin/redis-check-rdb'].map((name) => join(root, name)).find(existsSync)
    return file === undefined ? { because: `${suite} has no redis-server` } : { exec: [...rootLoader(root), file] }
  } catch (error) {
    return { because: (error as Error).message }
  }
}

export interface TestRedis extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Kills it, as in a crash. Resolves when it has exited. */
  kill(): Promise<void>
  /** Starts it again with the data on its disk, on the same address. Resolves when it responds. */
  start(): Promise<void>
}

/** Every write is on disk before it is acknowledged: the setting for operators who must not lose events. */
export async function startRedis(exec: readonly string[]): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'sse-compat-redis-'))
  const port = await freePort()
  const options = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'yes', appendfsync: 'always' }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  let end = async () => {}
  const start = async () => {
    const [command = '', ...before] = exec
    const child = spawn(command, [...before, ...args], { stdio: 'ignore' })
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
    end = async () => {
      child.kill('SIGKILL')
      await gone
    }
    while (!(await answers(port))) if (child.exitCode !== null) throw new Error(`redis-server ended: ${child.exitCode}`)
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => end(),
    start,
    async [Symbol.asyncDispose]() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** True once it is running and has loaded its data. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => setTimeout(() => resolve(false), 10))
  })
}

/** A connection to Redis that can be delayed, so that one server is behind the others. */
export async function startDelay(
  port: number,
): Promise<AsyncDisposable & { url: string; hold(): void; release(): void }> {
  const pairs = new Set<ReturnType<typeof connect>>()
  let held = false
  const server = createServer((socket) => {
    const redis = connect(port, '127.0.0.1')
    pairs.add(socket).add(redis)
    for (const [from, to] of [
      [socket, redis],
      [redis, socket],
    ] as const) {
      from.on('data', (data) => to.write(data))
      from.on('error', () => {}).on('close', () => to.destroy())
    }
    if (held) redis.pause()
    redis.on('close', () => pairs.delete(redis) && pairs.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold() {
      held = true
      for (const socket of pairs) socket.pause()
    },
    release() {
      held = false
      for (const socket of pairs) socket.resume()
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of pairs) socket.destroy()
      await closed
    },
  }
}
