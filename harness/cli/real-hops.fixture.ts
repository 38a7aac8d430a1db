/** Proxies from Debian packages that this project has no adapter for, started in a file system of their own, with and without banners. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Bubblewrap } from '../isolation/bubblewrap.ts'
import type { Address } from '../model/index.ts'

const PRODUCTS = ['haproxy', 'varnish', 'lighttpd', 'caddy', 'squid', 'trafficserver'] as const
export type Product = (typeof PRODUCTS)[number]
/** Varnish compiles its configuration, by a shell. */
export const PACKAGES: readonly string[] = [...PRODUCTS, 'dash', 'coreutils']

interface Site {
  readonly own: Address
  readonly backend: Address
  readonly bannersOff: boolean
}

interface Written {
  readonly files: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

const when = (condition: boolean, ...lines: string[]): string => (condition ? lines.join('\n') : '')

/** `/given` is a folder of the test. */
const WRITTEN: Readonly<Record<Product, (site: Site) => Written>> = {
  haproxy: ({ own, backend, bannersOff }) => ({
    files: {
      'empty.http': '',
      'haproxy.cfg': `defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
  ${when(bannersOff, 'errorfile 400 /given/empty.http')}
frontend front
  bind ${own.host}:${own.port}
  default_backend back
backend back
  server one ${backend.host}:${backend.port}
`,
    },
    command: ['/usr/sbin/haproxy', '-f', '/given/haproxy.cfg'],
  }),
  varnish: ({ own, backend, bannersOff }) => ({
    files: {
      'default.vcl': `vcl 4.1;
backend default { .host = "${backend.host}"; .port = "${backend.port}"; }
sub vcl_recv { return (pass); }
${when(bannersOff, 'sub vcl_deliver { unset resp.http.X-Varnish; unset resp.http.Via; }')}
`,
    },
    command: [
      ...['/usr/sbin/varnishd', '-F', '-j', 'none', '-a', `${own.host}:${own.port}`, '-f', '/given/default.vcl'],
      ...['-n', '/tmp/varnish', '-T', 'none', '-s', 'malloc,16m'],
    ],
  }),
  lighttpd: ({ own, backend, bannersOff }) => ({
    files: {
      'lighttpd.conf': `server.modules = ("mod_proxy")
server.bind = "${own.host}"
server.port = ${own.port}
server.document-root = "/tmp"
server.stream-response-body = 2
${when(bannersOff, 'server.tag = ""')}
proxy.server = ("" => (("host" => "${backend.host}", "port" => ${backend.port})))
`,
    },
    command: ['/usr/sbin/lighttpd', '-D', '-f', '/given/lighttpd.conf'],
  }),
  caddy: ({ own, backend, bannersOff }) => ({
    files: {
      Caddyfile: `{
  admin off
  auto_https off
}
http://:${own.port} {
  bind ${own.host}
  ${when(bannersOff, 'header -Server', '  header -Via')}
  reverse_proxy ${backend.host}:${backend.port} {
    ${when(bannersOff, 'header_down -Server', '    header_down -Via')}
  }
}
`,
    },
    command: ['/usr/bin/caddy', 'run', '--config', '/given/Caddyfile', '--adapter', 'caddyfile'],
  }),
  squid: ({ own, backend, bannersOff }) => ({
    files: {
      'squid.conf': `http_port ${own.host}:${own.port} accel no-vhost defaultsite=sse.example
cache_peer ${backend.host} parent ${backend.port} 0 no-query originserver
http_access allow all
cache deny all
pid_filename none
visible_hostname proxy.example
access_log none
cache_log /dev/stderr
pinger_enable off
shutdown_lifetime 0 seconds
${when(
  bannersOff,
  'via off',
  'reply_header_access X-Cache deny all',
  'reply_header_access X-Cache-Lookup deny all',
  'reply_header_access Server deny all',
)}
`,
    },
    command: ['/usr/sbin/squid', '-N', '-f', '/given/squid.conf'],
  }),
  trafficserver: ({ own, backend, bannersOff }) => ({
    files: {
      'etc/remap.config': `map / http://${backend.host}:${backend.port}/\n`,
      'etc/storage.config': '/tmp 16M\n',
      'etc/records.config': `CONFIG proxy.config.http.server_ports STRING ${own.port}:ip-in=${own.host}
CONFIG proxy.config.reverse_proxy.enabled INT 1
CONFIG proxy.config.url_remap.remap_required INT 1
CONFIG proxy.config.http.cache.http INT 0
CONFIG proxy.config.exec_thread.autoconfig INT 0
CONFIG proxy.config.exec_thread.limit INT 2
${when(bannersOff, 'CONFIG proxy.config.http.response_server_enabled INT 0')}
`,
    },
    command: ['/usr/bin/traffic_server'],
  }),
}

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
