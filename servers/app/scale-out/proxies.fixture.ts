/** For tests: the configurations of docs/server.md, "Scale out", run by a real nginx and a real Apache. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBuilds } from '../../../harness/builds/find-builds.ts'
import type { BuildFacts } from '../../../harness/model/index.ts'
import { adapter as apache } from '../../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../../proxies/nginx/adapter.ts'
import { freePort } from '../free-port.fixture.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** As root, the workers run without privileges, because any user can connect to their ports. */
const IS_ROOT = process.getuid?.() === 0
const APACHE_MODULES = `mpm_event unixd authz_core proxy proxy_http proxy_balancer lbmethod_byrequests slotmem_shm headers`

export type Product = 'nginx' | 'apache'

/** One build of each product that is available on this machine. */
export async function buildsHere(): Promise<ReadonlyMap<Product, BuildFacts>> {
  const { builds } = await findBuilds([nginx, apache], { runtime: 'local', cache: join(ROOT, '.cache') })
  return new Map(builds.map((build) => [build.product as Product, build]))
}

/** The text from the documentation, with the addresses of this test, and optionally without stickiness. */
async function documented(product: Product, ports: readonly number[], port: number, sticky: boolean): Promise<string> {
  const text = await readFile(join(ROOT, 'docs/server.md'), 'utf8')
  const config = new RegExp(`\`\`\`${product}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? ''
  const lines = config.split('\n').filter((line) => sticky || !/^\s*(ip_hash|ProxySet|Header) ?/.test(line))
  return lines
    .join('\n')
    .replaceAll(/10\.0\.0\.(\d):5000/g, (_, server: string) => `127.0.0.1:${ports[Number(server) - 1]}`)
    .replace(/listen 80;/, `listen 127.0.0.1:${port};`)
    .replace('<VirtualHost *:80>', `<VirtualHost 127.0.0.1:${port}>`)
}

function nginxFile(folder: string, config: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`)
  return `daemon off; pid ${folder}/pid; error_log stderr; ${IS_ROOT ? 'user nobody nogroup;' : ''}
events {}
http {
  access_log off; ${temporary.join(' ')}
${config}}
`
}

function apacheFile(folder: string, config: string, port: number, build: BuildFacts): string {
  const missing = APACHE_MODULES.split(' ').filter((name) => !build.builtIn.includes(`mod_${name}`))
  const modules = missing.map((name) => `LoadModule ${name}_module ${build.loadable[`mod_${name}`]}`)
  return `${modules.join('\n')}
ServerName test
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
${IS_ROOT ? 'User nobody\nGroup nogroup' : ''}
${config}`
}

export interface TestProxy extends AsyncDisposable {
  readonly url: string
}

/** Resolves when it responds. @param servers ports of the two servers behind it */
export async function startProxy(
  product: Product,
  build: BuildFacts,
  servers: readonly number[],
  sticky: boolean,
): Promise<TestProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'sse-compat-scale-out-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = await documented(product, servers, port, sticky)
  const file = join(folder, 'proxy.conf')
  const text = product === 'nginx' ? nginxFile(folder, config) : apacheFile(folder, config, port, build)
  await writeFile(file, text)
  const args =
    product === 'nginx' ? ['-p', folder, '-e', 'stderr', '-c', file] : ['-d', folder, '-f', file, '-DFOREGROUND']
  const [command = '', ...before] = build.exec
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data) => {
    said += data
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const end = async () => {
    child.kill('SIGTERM')
    await gone
    await rm(folder, { recursive: true, force: true })
  }
  const answers = () =>
    fetch(`${url}/sse/stats`).then(
      ({ ok, body }) => body?.cancel().then(() => ok),
      () => false,
    )
  while (!(await answers())) {
    if (child.exitCode === null) continue
    await end()
    throw new Error(`${product} ended: ${said}`)
  }
  return { url, [Symbol.asyncDispose]: end }
}
