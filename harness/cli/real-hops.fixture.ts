/** Starts proxies from Debian packages in a file system of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Bubblewrap } from '../isolation/bubblewrap.ts'
import type { Address } from '../model/index.ts'
import { type Product, WRITTEN } from './real-hop-configs.fixture.ts'

export interface RealHop extends AsyncDisposable {
  readonly address: Address
}

export interface StartHop {
  readonly product: Product
  readonly backend: Address
  readonly bannersOff?: boolean
  /** The folder of the unpacked packages. */
  readonly root: string
  readonly bubblewrap: Bubblewrap
  /** An empty folder. */
  readonly work: string
}

/** Resolves once it accepts connections. @throws Error with its output where it ends before */
export async function startHop(options: StartHop): Promise<RealHop> {
  const { product, backend, bannersOff = false, root, bubblewrap, work } = options
  const own = { host: '127.0.0.1', port: await freePort() }
  const { files, command } = WRITTEN[product]({ own, backend, bannersOff })
  if (product === 'trafficserver') await cp(join(root, 'etc/trafficserver'), join(work, 'etc'), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(work, name, '..'), { recursive: true })
    await writeFile(join(work, name), text)
  }
  const [exec = '', ...before] = bubblewrap.exec
  const child = spawn(exec, [...before, ...enclosure(root, work, product), ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/tmp' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const gone = once(child, 'close').then(() => {
    throw new Error(`${product} ended: ${output.slice(-2000)}`)
  })
  gone.catch(() => {})
  await Promise.race([gone, accepting(own, child)])
  return {
    address: own,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone.catch(() => {})
    },
  }
}

/** The unpacked packages as a whole system, so that every default path is right; the network is that of this machine. */
function enclosure(root: string, work: string, product: Product): string[] {
  const own = product === 'trafficserver' ? ['--ro-bind', join(work, 'etc'), '/etc/trafficserver'] : []
  const bound = ['usr', 'etc', 'bin', 'sbin', 'lib', 'lib64'].flatMap((name) => [
    '--ro-bind',
    join(root, name),
    `/${name}`,
  ])
  const empty = [
    '/tmp',
    '/run',
    '/run/trafficserver',
    '/var/lib',
    '/var/log/trafficserver',
    '/var/cache/trafficserver',
    '/var/spool/squid',
  ]
  return [
    ...['--unshare-user', '--uid', '1000', '--gid', '1000', '--unshare-pid', '--die-with-parent', '--new-session'],
    ...['--tmpfs', '/', ...bound, ...own, '--dev', '/dev', '--proc', '/proc'],
    ...empty.flatMap((path) => ['--dir', path]),
    ...['--ro-bind', work, '/given', '--chdir', '/tmp'],
  ]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Resolves once a connection is accepted; tries again as long as the process runs. */
async function accepting({ host, port }: Address, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect({ host, port })
    const accepted = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (accepted) return
    await new Promise<void>((resolve) => setTimeout(resolve, 50))
  }
}
