import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { adapter } from '../../proxies/nginx/adapter.ts'
import { build } from '../../proxies/nginx/build.fixture.ts'
import { rootCandidates } from './local-builds.ts'
import { buildWith } from './module-packages.ts'

let cache = ''
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'module-packages-'))
  for (const suite of ['trixie', 'trixie+libnginx-mod-x']) {
    const root = join(cache, 'roots', suite)
    for (const folder of ['usr/sbin', 'usr/lib/x-linux-gnu']) mkdirSync(join(root, folder), { recursive: true })
    for (const file of ['usr/sbin/nginx', 'usr/lib/x-linux-gnu/ld-linux.so.2']) writeFileSync(join(root, file), '')
    writeFileSync(
      join(root, 'sse-compat-root.json'),
      JSON.stringify({ suite: 'trixie', system: 'Debian', packages: [] }),
    )
  }
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

it('a root with more packages is no build that anybody gets without asking', () => {
  expect(rootCandidates(adapter, cache).map(({ tag }) => tag)).toEqual(['debian-trixie'])
  expect(rootCandidates(adapter, cache, 'trixie+libnginx-mod-x')).toMatchObject([
    { tag: 'debian-trixie+libnginx-mod-x', origin: 'Debian trixie and libnginx-mod-x packages, unpacked' },
  ])
})

it('what cannot be made says why', async () => {
  const ground = { adapters: [adapter], cache }
  await expect(buildWith(adapter, build, ['libnginx-mod-x'], ground)).rejects.toThrow(/is not made of packages/)
  const own = { ...build, exec: [join(cache, 'roots/trixie/usr/sbin/nginx')] }
  // There already, so that nothing is downloaded; but it is no program.
  await expect(buildWith(adapter, own, ['libnginx-mod-x'], ground)).rejects.toThrow(/has no nginx that runs/)
})
