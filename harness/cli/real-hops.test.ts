/**
 * Hops from Debian packages, as `probe` sees them: recognised with and without their banners, or reported as unknown; and in a chain, the
 * one that buffers is found with --direct. Fetching and unpacking them takes minutes: with SSE_COMPAT_TEST=full only. SSE_COMPAT_HOPS
 * names another folder for them than the cache.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBuilds } from '../builds/find-builds.ts'
import { CHUNKED_HEAD, chunk, rawServer } from '../client/testing.ts'
import { isFull } from '../conformance/parts.ts'
import { canMakeRoots, listRoots, makeRoot } from '../debian/debian-root.mjs'
import { findBubblewrap } from '../isolation/bubblewrap.ts'
import { adaptersOf, loadCatalog } from '../matrix/catalog.ts'
import { CACHE } from '../matrix/folders.ts'
import type { Address, Runtime } from '../model/index.ts'
import { loadKnownHops } from '../probe/known-hops.ts'
import { probe } from '../probe/probe.ts'
import { readTarget } from '../probe/target.ts'
import { startLocal } from '../runtimes/local.ts'
import { PACKAGES, type Product } from './real-hop-configs.fixture.ts'
import { startHop } from './real-hops.fixture.ts'

/** The last Debian release that has all of them. */
const SUITE = 'bookworm'
const ROOTS = process.env.SSE_COMPAT_HOPS ?? join(CACHE, 'hops')
const bubblewrap = findBubblewrap(join(CACHE, 'roots'))
const hops = await loadKnownHops()

/** With what to do about it; '' where they run. */
function reasonAgainst(): string {
  if (!isFull()) return 'only with SSE_COMPAT_TEST=full'
  if (!canMakeRoots()) return 'Debian packages cannot be unpacked: apt-get and dpkg are needed, as on Debian'
  if (bubblewrap === undefined) return 'there is no bubblewrap: install it, or let `node scripts/setup.mjs` unpack it'
  const [file = '', ...args] = bubblewrap.exec
  const { status, stderr } = spawnSync(file, [...args, '--unshare-user', '--ro-bind', '/', '/', process.execPath, '-v'])
  return status === 0 ? '' : `bubblewrap cannot start a program: ${stderr}. Allow user namespaces, or run as root`
}
const notHere = reasonAgainst()

/** Every 100 ms an event, with the same id for all clients. */
const ticking = () =>
  rawServer(async (socket) => {
    socket.write(CHUNKED_HEAD)
    for await (const _ of every(100)) {
      if (socket.destroyed) return
      socket.write(chunk(`id: ${Math.round(performance.now() / 100)}\ndata: ${'x'.repeat(500)}\n\n`))
    }
  })

/** A profile of this project, on its build of here. */
async function profileRunning(runtime: Runtime, name: string, backend: Address): Promise<Address> {
  const { products } = await loadCatalog([])
  const profile = products.flatMap(({ profiles }) => profiles).find(({ proxy, id }) => `${proxy}/${id}` === name)
  const { builds } = await findBuilds(adaptersOf(products), { runtime: 'local', cache: CACHE })
  const adapter = adaptersOf(products).find(({ product }) => product === profile?.proxy)
  const build = builds.find(({ product }) => product === profile?.proxy)
  if (profile === undefined || adapter === undefined || build === undefined) throw new Error(`${name} cannot run here`)
  const start = await runtime.start({ adapter, build, config: profile.config, backend, name })
  if ('failure' in start) throw new Error(start.message)
  return start.instance.address
}

const urlOf = ({ host, port }: Address) => readTarget(`http://${host}:${port}/events`)

describe.skipIf(notHere)('hops from Debian packages', { timeout: 120_000, meta: { skipped: notHere } }, () => {
  let root = ''
  let folder = ''
  let stack = new AsyncDisposableStack()
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sse-compat-hops-'))
    const made = listRoots(ROOTS).find(({ suite }) => suite === SUITE)
    const isWhole = made !== undefined && PACKAGES.every((name) => made.packages.includes(name))
    root = isWhole ? made.folder : await makeRoot({ suite: SUITE, packages: PACKAGES, into: ROOTS })
  }, 1_800_000)
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  async function started(product: Product, backend: Address, bannersOff = false): Promise<Address> {
    if (bubblewrap === undefined) throw new Error('there is no bubblewrap')
    const work = await mkdtemp(join(folder, `${product}-`))
    const hop = stack.use(await startHop({ product, backend, bannersOff, root, bubblewrap, work }))
    return hop.address
  }

  async function probed(at: Address, direct: Address | undefined, window: number) {
    return await probe({
      target: urlOf(at),
      direct: direct === undefined ? undefined : urlOf(direct),
      request: { method: 'GET', headers: [], body: undefined },
      window,
      hops,
      identify: direct === undefined,
      signal: new AbortController().signal,
      tell: () => {},
    })
  }

  const end = async () => {
    await stack.disposeAsync()
    stack = new AsyncDisposableStack()
  }

  test.for<[Product, boolean, readonly string[]]>([
    ['nginx', false, ['nginx']],
    // The application's Server in place of its own, which has no version in its error pages either.
    ['nginx', true, ['nginx']],
    ['apache', false, ['apache']],
    ['apache', true, ['apache']],
    ['haproxy', false, ['haproxy']],
    // An empty errorfile: it closes, and nothing shows what it is.
    ['haproxy', true, []],
    ['varnish', false, ['varnish']],
    ['varnish', true, ['varnish']],
    ['lighttpd', false, ['lighttpd']],
    ['lighttpd', true, ['lighttpd']],
    ['caddy', false, ['caddy']],
    // Go's own answer, which other servers in Go give as well.
    ['caddy', true, ['caddy', 'go-http', 'traefik']],
    ['squid', false, ['squid']],
    ['squid', true, ['squid']],
    ['trafficserver', false, ['trafficserver']],
    ['trafficserver', true, ['trafficserver']],
  ])('%s, banners off: %s', async ([product, bannersOff, expected]) => {
    await using origin = await ticking()
    const report = await probed(await started(product, origin.address, bannersOff), undefined, 1500)
    await end()
    expect(report.observation.head?.status).toBe(200)
    expect(report.hops.flatMap(({ hop, or }) => [hop, ...or].map(({ id }) => id))).toEqual(expected)
  })

  test('in a chain of three, --direct at each hop shows which one buffers, by its name', async () => {
    await using origin = await ticking()
    await using runtime = await startLocal()
    const nearest = await started('varnish', origin.address)
    const buffering = await profileRunning(runtime, 'nginx/defaults', nearest)
    const front = await started('haproxy', buffering)
    const found: string[] = []
    let reason: string | undefined
    for (const [at, direct] of [
      [front, buffering],
      [buffering, nearest],
      [nearest, origin.address],
      [front, nearest],
      [front, origin.address],
    ] as const) {
      const { findings } = await probed(at, direct, 6000)
      const [first] = findings.filter(({ id }) =>
        /^(buffered-by-hop|grouped-by-application|as-fast-as-direct)$/.test(id),
      )
      found.push(first?.id ?? findings.map(({ id }) => id).join())
      if (direct === nearest) reason = first?.because
    }
    await end()
    expect(found).toEqual([
      'grouped-by-application',
      'buffered-by-hop',
      'as-fast-as-direct',
      'buffered-by-hop',
      'buffered-by-hop',
    ])
    expect(reason).toMatch(/^between the two URLs: nginx, or a hop that it hides/)
  })
})
