/** Tests the isolation by a container separately: a configuration that was not audited, and targets of an attack on this machine. */
import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { startDocker } from './docker.ts'
import { findEngine } from './docker-engine.ts'
import { IMAGE, imageBuild, nginx, startOrigin } from './fixture.ts'

const engine = await findEngine()
const build = imageBuild(nginx)
const hasImage = engine !== undefined && (await engine.status('GET', `/images/${IMAGE}/json`)) === 200
let visits = 0
const bait = createServer((socket) => {
  visits++
  socket.end()
})
await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve))
const { port } = bait.address() as AddressInfo
afterAll(() => void bait.close())

function statusOf(url: string, body = ''): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: 5000, method: body === '' ? 'GET' : 'POST' }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', (error) => resolve(error.message))
    asked.end(body)
  })
}

it.skipIf(!hasImage || build === undefined)(
  'reaches no address and no file of this machine',
  { timeout: 60_000 },
  async () => {
    if (engine === undefined || build === undefined) return
    await using runtime = await startDocker({ network: 'internal' })
    await using origin = await startOrigin((await runtime.originSite()).bind)
    const config = `server {
    listen 0.0.0.0:8099;
    location /tcp { proxy_pass http://127.0.0.1:${port}/; }
    location /away { proxy_connect_timeout 2s; proxy_pass http://192.0.2.1/; }
    location /file { root /; try_files /etc/hostname-of-${hostname()} =404; }
    location /own { return 200; }
    location /kept { client_body_in_file_only on; proxy_pass http://127.0.0.1:8099/own; }
    location /name { resolver 127.0.0.11 valid=1s; resolver_timeout 1s; set $far example.com; proxy_pass http://$far/; }
  }`
    const started = await runtime.start({
      adapter: nginx,
      build,
      config: { 'extra.conf': config },
      backend: origin.address,
      name: 'confined',
      unprivileged: true,
    })
    if ('failure' in started) throw new Error(started.message)
    await using running = started.instance
    const ask = (path: string, body?: string) => statusOf(`http://${running.address.host}:8099${path}`, body)
    expect(await Promise.all(['/own', '/tcp', '/away', '/file'].map((path) => ask(path)))).toEqual([
      200,
      502,
      expect.any(Number),
      404,
    ])
    expect([502, 504]).toContain(await ask('/away'))
    expect(visits).toBe(0)
    // A name that the machine's own name server would be asked for: it stays unknown.
    expect(await ask('/name')).toBe(502)
    expect(await ask('/kept', 'a body')).toBe(200)

    const filters = encodeURIComponent(JSON.stringify({ label: [`sse-compat.owner=${hostname()}:${process.pid}`] }))
    const [one] = (await engine.json('GET', `/containers/json?filters=${filters}`)) as { Id: string }[]
    const { HostConfig, Config } = (await engine.json('GET', `/containers/${one?.Id}/json`)) as {
      HostConfig: Record<string, unknown>
      Config: { User: string }
    }
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      Dns: ['127.0.0.1'],
      LogConfig: { Config: { 'max-size': expect.any(String), 'max-file': expect.any(String) } },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      PidsLimit: 2048,
      Memory: 2 ** 31,
    })
    expect(Config.User).not.toMatch(/^(0|root)?(:|$)/)
    // What it writes is in memory, limited, and nothing of it appears on this machine.
    const [folder = '', , mode] = (HostConfig.Binds as string[])[0]?.split(':') ?? []
    expect(mode).toBe('ro')
    expect(HostConfig.Tmpfs).toEqual({ [`${folder}/run`]: expect.stringMatching(/size=\d+m,nr_inodes=\d+/) })
    expect(readdirSync(join(folder, 'run'))).toEqual([])
    const network = (await engine.json('GET', `/networks/${HostConfig.NetworkMode}`)) as { Internal: boolean }
    expect(network.Internal).toBe(true)
  },
)

it.skipIf(!hasImage)('leaves no network behind', async () => {
  const filters = encodeURIComponent(JSON.stringify({ label: [`sse-compat.owner=${hostname()}:${process.pid}`] }))
  expect(await engine?.json('GET', `/networks?filters=${filters}`)).toEqual([])
})
