import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { canMakeRoots, listRoots, makeRoot } from '../../../harness/debian/debian-root.mjs'
import { register } from '../../../harness/runtimes/disposal.ts'
import { freePort } from '../../../servers/app/free-port.fixture.ts'
import { HOST, type Peer, PUBLISH_PATH, type RunningPeer, STREAM_PATH } from '../peer.ts'

const ROOTS = fileURLToPath(new URL('../../../.cache/bench', import.meta.url))
const PACKAGES = ['nginx-light', 'libnginx-mod-nchan']
/** A Debian suite with a current version of nchan. */
const SUITE = 'trixie'
const MODULE = 'usr/lib/nginx/modules/ngx_nchan_module.so'

/**
 * nchan, a pub/sub server in C as a module of nginx (https://nchan.io), with one worker. Its Debian packages are unpacked
 * privately; nothing is installed. Undefined where they are not available, after a line that says so.
 */
export async function nchan(say: (line: string) => void): Promise<Peer | undefined> {
  const made = listRoots(ROOTS).find(({ suite }) => suite === SUITE)
  try {
    if (made === undefined && !canMakeRoots()) throw new Error('it takes Debian packages, and apt-get to fetch them')
    const root = made?.folder ?? (await makeRoot({ suite: SUITE, packages: PACKAGES, into: ROOTS, onProgress: say }))
    if (!existsSync(join(root, MODULE))) throw new Error(`${root} has no ${MODULE}`)
    return { id: 'nchan', title: `nchan ${versionIn(root)}, one worker`, start: () => startNchan(root) }
  } catch (error) {
    say(`without nchan: ${(error as Error).message}`)
    return undefined
  }
}

/** The version of the package, from the first line of its changelog (Debian Policy §4.4). */
function versionIn(root: string): string {
  const changes = readFileSync(join(root, 'usr/share/doc/libnginx-mod-nchan/changelog.Debian.gz'))
  return /\((.+?)\)/.exec(gunzipSync(changes).toString())?.[1] ?? 'unknown'
}

async function startNchan(root: string): Promise<RunningPeer> {
  const directory = await mkdtemp(join(root, 'tmp/nchan-'))
  const port = await freePort()
  await writeFile(join(directory, 'nginx.conf'), configOf(port))
  // nchan uses nginx's compiled-in temp folder regardless of the configuration, so the package's folder is made to look like the
  // whole file system.
  await mkdir(join(root, 'var/lib/nginx'), { recursive: true })
  const [command, ...args] = process.getuid?.() === 0 ? ['chroot', root] : ['unshare', '-r', `--root=${root}`]
  const inside = `/${relative(root, directory)}`
  const child = spawn(command, [...args, '/usr/sbin/nginx', '-p', inside, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stop = async () => {
    unregister()
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    }
    await rm(directory, { recursive: true, force: true })
  }
  // The master stops its worker; if the master is killed with SIGKILL, the worker keeps running.
  const disposeNow = () => {
    child.kill('SIGTERM')
    rmSync(directory, { recursive: true, force: true })
  }
  const unregister = register({ dispose: stop, disposeNow })
  const worker = await new Promise<number>((resolve, reject) => {
    let last = ''
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`nginx ended with ${code}: ${last}`)))
    createInterface({ input: child.stderr }).on('line', (line) => {
      last = line
      const [, pid] = /start worker process (\d+)/.exec(line) ?? []
      if (pid !== undefined) resolve(Number(pid))
    })
  })
  return {
    port,
    pids: [worker],
    publication: (data) => ({ headers: { 'X-EventSource-Event': 'news' }, body: data }),
    collect: async () => undefined,
    [Symbol.asyncDispose]: stop,
  }
}

/** Settings that match our server's defaults: the same number of stored events, the same interval of comments. */
function configOf(port: number): string {
  return `load_module /${MODULE};
user root;
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr notice;
events { worker_connections 20000; }
http {
  access_log off;
  keepalive_timeout 600s;
  keepalive_requests 1000000;
  server {
    listen ${HOST}:${port} backlog=4096;
    location = ${STREAM_PATH} {
      nchan_subscriber eventsource;
      nchan_channel_id all;
      nchan_subscriber_first_message newest;
      nchan_eventsource_ping_interval 15;
    }
    location = ${PUBLISH_PATH} {
      nchan_publisher http;
      nchan_channel_id all;
      nchan_message_buffer_length 1000;
    }
  }
}
`
}
