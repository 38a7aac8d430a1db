// Clone, home and temporary folder at paths with characters that some reader splits at or takes for its own. Needs a root.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Adapter, BuildFacts, StartRequest } from '../model/index.ts'
import { apache, nginx, repository, rootBuild, startOrigin } from './fixture.ts'
import { startLocal } from './local.ts'

const products = [nginx, apache]
const unavailable = products.some((adapter) => rootBuild(adapter)?.fakeTime === undefined)

/** Blanks split LD_PRELOAD, a colon that and the loader's list of folders, a semicolon the latter. */
const NAMES = ['a b', 'straße', '100%', "it's", 'a:b;c', "all of ß%' it:here"]

describe.for(NAMES)('a path with "%s" (needs a root)', { skip: unavailable }, (name) => {
  let top: string
  const before = process.env.TMPDIR
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'paths-test-'))
    mkdirSync(join(top, name), { mode: 0o755 })
    symlinkSync(join(repository, '.cache/roots'), join(top, name, 'roots'))
    process.env.TMPDIR = join(top, name)
  })
  afterEach(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(top, { recursive: true })
  })

  test('proxies run there, also in time-lapse, refuse in their own words, and leave nothing', async () => {
    const runtime = await startLocal()
    await using origin = await startOrigin((await runtime.originSite()).bind)
    const start = (adapter: Adapter, more: Partial<StartRequest>) => {
      const build = buildIn(join(top, name, 'roots'), adapter)
      return runtime.start({ adapter, build, config: {}, backend: origin.address, name: 'paths', ...more })
    }
    const started = await Promise.all(products.map((adapter) => start(adapter, { clock: 60 })))
    expect(started.map((one) => ('failure' in one ? one : 'up'))).toEqual(['up', 'up'])
    expect(readdirSync(join(top, name))).toHaveLength(2)
    const refused = await Promise.all([
      start(nginx, { config: { 'extra.conf': 'no_such;' } }),
      start(apache, { config: { 'extra.conf': 'NoSuch on' } }),
    ])
    expect(refused).toMatchObject([
      { failure: 'refused', message: expect.stringContaining('no_such') },
      { failure: 'refused', message: expect.stringContaining('NoSuch') },
    ])
    await runtime[Symbol.asyncDispose]()
    expect(readdirSync(join(top, name))).toEqual(['roots'])
  })
})

test.skipIf(unavailable).for([
  { of: nginx, preload: '/nothing/libfaketime.so' },
  { of: apache, preload: '/nothing/libfaketime.so' },
  // Its path is split, and nothing names it from the executable's folder.
  { of: nginx, preload: '/no thing/libfaketime.so' },
])('the usual clock of $of.product shows where LD_PRELOAD is $preload', async ({ of, preload }) => {
  await using runtime = await startLocal()
  await using origin = await startOrigin((await runtime.originSite()).bind)
  const build = { ...buildIn(join(repository, '.cache/roots'), of), fakeTime: preload }
  const request = { adapter: of, build, config: {}, backend: origin.address, name: 'usual' }
  const started = await runtime.start({ ...request, clock: 60 })
  expect(started).toMatchObject({
    failure: 'usual-clock',
    message: expect.stringMatching(/^not measured: .*normal speed/),
  })
})

function buildIn(roots: string, adapter: Adapter): BuildFacts {
  const build = rootBuild(adapter, roots)
  if (build === undefined) throw new Error(`no build of ${adapter.product}`)
  return build
}
