// Other users cannot read the files of a proxy, whatever the umask. Needs a root for the proxies.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Adapter } from '../model/index.ts'
import { apache, nginx, rootBuild, startOrigin } from './fixture.ts'
import { startLocal } from './local.ts'
import { makeInstanceFolder, makeRunFolder, removeFolder, writeCertificate, writePrepared } from './run-folder.ts'

const PREPARED = {
  files: { 'conf/sites/a.conf': 'secret', 'main.conf': '' },
  folders: ['run', 'cache'],
  writable: ['cache'],
} as unknown as Parameters<typeof writePrepared>[1]

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8)

describe.for([0o000, 0o022, 0o077])('umask %d', (umask) => {
  let before = 0
  beforeEach(() => {
    before = process.umask(umask)
  })
  afterEach(() => void process.umask(before))

  test.for([
    { access: 'private', folder: '700', file: '600', cache: '700', run: '700' },
    { access: 'passable', folder: '711', file: '600', cache: '1777', run: '711' },
    { access: 'copied', folder: '755', file: '644', cache: '1777', run: '700' },
  ] as const)('what is $access', async ({ access, folder, file, cache, run }) => {
    let watched = ''
    const top = makeRunFolder((made) => {
      watched = made
    })
    try {
      expect(watched).toBe(top)
      const own = await makeInstanceFolder(top, 'a/b', 1, access)
      await writeCertificate(own, { certificate: 'c', key: 'k', authority: 'a' }, access)
      await writePrepared(own, PREPARED, access)
      expect(modeOf(top)).toBe(run)
      const modes = ['.', ...readdirSync(own, { recursive: true }).map(String)].sort().map((name) => {
        const path = join(own, name)
        return `${name} ${statSync(path).isFile() ? 'file' : 'folder'} ${modeOf(path)}`
      })
      expect(modes).toEqual(
        [
          `. folder ${folder}`,
          `cache folder ${cache}`,
          `conf folder ${folder}`,
          `conf/sites folder ${folder}`,
          `conf/sites/a.conf file ${file}`,
          `main.conf file ${file}`,
          `run folder ${folder}`,
          `tls folder ${folder}`,
          `tls/server.key file ${file}`,
          `tls/server.pem file ${file}`,
        ].sort(),
      )
    } finally {
      removeFolder(top)
    }
  })
})

const unavailable = process.platform !== 'linux' || process.getuid?.() !== 0 || rootBuild(nginx) === undefined

/** What another user of the machine can read; the user knows the whole path, because /proc/<pid>/cmdline contains it. */
function seenByOther(file: string): string {
  try {
    return execFileSync('setpriv', ['--reuid=12345', '--regid=12345', '--clear-groups', 'cat', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return 'nothing'
  }
}

describe.skipIf(unavailable).for([
  { adapter: nginx, unprivileged: true },
  { adapter: apache, unprivileged: true },
  { adapter: nginx, unprivileged: false },
  { adapter: apache, unprivileged: false },
])('$adapter.product started by root, unprivileged: $unprivileged', ({ adapter, unprivileged }) => {
  test.for([0o000, 0o077])('umask %d: it works, and no other user reads its files', async (umask) => {
    const before = process.umask(umask)
    try {
      await using runtime = await startLocal()
      await using origin = await startOrigin((await runtime.originSite()).bind)
      let directory = ''
      const noting: Adapter = {
        ...adapter,
        prepare(config, site, build, options) {
          directory = site.directory
          return adapter.prepare(config, site, build, options)
        },
      }
      const build = rootBuild(adapter)
      if (build === undefined) throw new Error('no build')
      const started = await runtime.start({
        adapter: noting,
        build,
        config: { 'extra.conf': '# only for root' },
        backend: origin.address,
        name: 'modes',
        unprivileged,
      })
      if ('failure' in started) throw new Error(started.message)
      const { host, port } = started.instance.address
      expect((await fetch(`http://${host}:${port}/sse/x`)).status).toBe(204)
      const names = readdirSync(directory, { recursive: true, withFileTypes: true })
      const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
      expect(files.map((file) => readFileSync(file, 'utf8')).join()).toContain('# only for root')
      const config = files.filter((file) => /\.(conf|key|pem|log)$/.test(file))
      expect(config.map(seenByOther)).toEqual(config.map(() => 'nothing'))
      expect(config.map(modeOf)).toEqual(config.map(() => '600'))
      expect([modeOf(dirname(directory)), modeOf(directory)]).toEqual(unprivileged ? ['710', '700'] : ['711', '711'])
    } finally {
      process.umask(before)
    }
  })
})
