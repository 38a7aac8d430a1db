import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Adapter } from '../model/index.ts'
import { findBuilds } from './find-builds.ts'
import { ensureRoot } from './images.ts'
import { openProbeCache } from './probe-cache.ts'
import { listTar } from './tar-names.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'builds-test-'))
  writeFileSync(join(root, 'fake'), `#!/bin/sh\necho asked >>${root}/asked\necho "Fake/$1 1.2.3"\n`, { mode: 0o755 })
})
afterAll(() => rmSync(root, { recursive: true }))

const fake: Adapter = {
  product: 'fake-proxy',
  title: 'Fake',
  executables: ['sse-compat-no-such-proxy'],
  packages: ['fake-proxy'],
  images: ['fake:1'],
  moduleFolders: [],
  dataFolders: [],
  versionArgs: [['-v'], ['-l']],
  readBuild: (output) =>
    output.includes('Fake/-v 1.2.3\nFake/-l') ? { version: '1.2.3', builtIn: ['core'] } : undefined,
  prepare: () => {
    throw new Error('not asked here')
  },
  readRefusal: (message) => ({ message }),
  addressInUse: /x/,
  profileExtension: 'conf',
  capabilities: { fronts: ['h1'], reload: { signal: 'SIGHUP', doneWhen: /x/ } },
  stop: 'SIGTERM',
}

test('a suite that cannot be unpacked is tried once for all products, and its error reads as one sentence', async () => {
  // No folder can be made below a file, so that nothing is fetched.
  const ground = { adapters: [fake], cache: join(root, 'fake') }
  const errorOf = (suite: string) => ensureRoot(suite, ground).catch((error: unknown) => error as Error)
  const error = await errorOf('woody')
  expect(await errorOf('woody')).toBe(error)
  expect(await errorOf('potato')).not.toBe(error)
  expect(error).toMatchObject({ code: 'no-build', message: expect.stringMatching(/^woody: .*[^.]$/) })
})

test('an executable named by environment is probed once and remembered', async () => {
  process.env.SSE_COMPAT_FAKE_PROXY = join(root, 'fake')
  const first = await findBuilds([fake], { runtime: 'local', cache: root })
  const again = await findBuilds([fake], { runtime: 'local', cache: root, builds: ['path', 'fake-proxy-1.2.3-path'] })
  delete process.env.SSE_COMPAT_FAKE_PROXY
  expect(first.missing).toEqual([])
  expect(first.builds).toMatchObject([
    { id: 'fake-proxy-1.2.3-path', version: '1.2.3', source: 'path', builtIn: ['core'], exec: [join(root, 'fake')] },
  ])
  expect(again).toEqual(first)
  expect(readFileSync(join(root, 'asked'), 'utf8')).toBe('asked\nasked\n')
})

test('an executable that said nothing of itself is asked again', async () => {
  const file = join(root, 'late')
  writeFileSync(file, `#!/bin/sh\n[ -e ${root}/ready ] && echo "Fake/$1 1.2.3"\n`, { mode: 0o755 })
  process.env.SSE_COMPAT_FAKE_PROXY = file
  const first = await findBuilds([fake], { runtime: 'local', cache: root })
  writeFileSync(join(root, 'ready'), '')
  const again = await findBuilds([fake], { runtime: 'local', cache: root })
  delete process.env.SSE_COMPAT_FAKE_PROXY
  expect([first.builds.length, again.builds.length]).toEqual([0, 1])
})

test('what is not there is missing, with what to do', async () => {
  const { builds, missing } = await findBuilds([fake], { runtime: 'local', cache: root })
  expect(builds).toEqual([])
  expect(missing).toMatchObject([
    { product: 'fake-proxy', wanted: '', advice: expect.stringContaining('install fake-proxy') },
  ])
})

test.for([
  ['path', /no build is called path/],
  ['fake-9.9-path', /no build is called fake-9.9-path/],
  ['fake:1', /is an image/],
] as const)('the selector %s that nothing answers to is missing', async ([selector, why]) => {
  const { missing } = await findBuilds([fake], { runtime: 'local', cache: root, builds: [selector] })
  expect(missing).toMatchObject([{ wanted: selector, why: expect.stringMatching(why) }])
})

test('a wrong path in the environment is one clear missing line', async () => {
  process.env.SSE_COMPAT_FAKE_PROXY = join(root, 'nothing')
  const { missing } = await findBuilds([fake], { runtime: 'local', cache: root })
  delete process.env.SSE_COMPAT_FAKE_PROXY
  expect(missing).toMatchObject([
    { why: expect.stringContaining('SSE_COMPAT_FAKE_PROXY'), advice: expect.stringContaining('unset') },
  ])
})

test('a damaged cache counts as empty', async () => {
  const file = join(root, 'cache.json')
  writeFileSync(file, '{"a":')
  const cache = openProbeCache(file)
  expect(await cache.get('a', async () => 1)).toBe(1)
  cache.save()
  expect(await openProbeCache(file).get('a', async () => 2)).toBe(1)
})

test('names are read from a tar stream, however it is cut', async () => {
  const long = `${'x'.repeat(120)}.so`
  const packed = pack()
  packed.entry({ name: 'modules/', type: 'directory' })
  packed.entry({ name: 'modules/a.so' }, 'x'.repeat(700))
  packed.entry({ name: './b.so' }, 'x'.repeat(512))
  packed.entry({ name: 'modules/c.so', type: 'symlink', linkname: 'a.so' })
  packed.entry({ name: `modules/${long}` }, 'x')
  packed.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of packed as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const tar = Buffer.concat(chunks)
  for (const step of [1, 511, 513, tar.length]) {
    async function* parts() {
      for (let at = 0; at < tar.length; at += step) yield tar.subarray(at, at + step)
    }
    expect(await listTar(parts())).toEqual(['a.so', 'b.so', 'c.so', long])
  }
})

test('apt sources of both formats give the same lines for another suite', async () => {
  const apt = join(import.meta.dirname, '../debian/apt.mjs')
  expect(existsSync(apt)).toBe(true)
  const { parseDeb822, parseOneLine, sourcesFor } = await import(pathToFileURL(apt).href)
  const paragraphs = parseDeb822(`# comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
 contrib
Signed-By: /keys/debian.gpg

Enabled: no
Types: deb
URIs: http://other.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://security.example/debian
Suites: bookworm-security
Components: main
Signed-By: /keys/debian.gpg
`)
  const lines =
    parseOneLine(`deb [signed-by=/keys/debian.gpg arch=amd64] http://mirror.example/debian bookworm main contrib # x
#deb http://no.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm-updates main contrib
deb [signed-by=/keys/debian.gpg] http://security.example/debian bookworm-security main
`)
  const wanted = [
    'deb [signed-by=/keys/debian.gpg] http://mirror.example/debian trixie main contrib',
    'deb [signed-by=/keys/debian.gpg] http://mirror.example/debian trixie-updates main contrib',
    'deb [signed-by=/keys/debian.gpg] http://security.example/debian trixie-security main',
  ]
  expect(sourcesFor(paragraphs, 'bookworm', 'trixie')).toEqual(wanted)
  expect(sourcesFor(lines, 'bookworm', 'trixie')).toEqual(wanted)
  expect(sourcesFor(lines, 'bookworm', 'sid')).toEqual([wanted[0]?.replace('trixie', 'sid')])
  expect(sourcesFor(lines, 'jammy', 'jammy')).toEqual([])
})
