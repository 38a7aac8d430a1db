import fs, { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { linkTarget } from './link-target.ts'
import { readIntake } from './read.ts'

/** Calls that follow a link at the end of a path. */
const FOLLOWING = [
  'statSync',
  'existsSync',
  'realpathSync',
  'openSync',
  'opendirSync',
  'readdirSync',
  'readFileSync',
] as const

/** The paths that these calls get meanwhile: what counts is what the system is asked, not what comes of it. */
function pathsFollowed(act: () => void): readonly string[] {
  const paths: string[] = []
  const own = FOLLOWING.map((name) => [name, fs[name]] as const)
  for (const [name, call] of own) {
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        paths.push(String(args[0]))
        return (call as (...all: unknown[]) => unknown)(...args)
      },
    })
  }
  syncBuiltinESMExports()
  try {
    act()
  } finally {
    Object.assign(fs, Object.fromEntries(own))
    syncBuiltinESMExports()
  }
  return paths
}

let around: string
let top: string
beforeAll(() => {
  around = realpathSync(mkdtempSync(join(tmpdir(), 'links-')))
  top = join(around, 'top')
  for (const folder of ['top/a', 'top/b', 'elsewhere']) mkdirSync(join(around, folder), { recursive: true })
  writeFileSync(join(top, 'a/file'), 'x')
  writeFileSync(join(around, 'elsewhere/file'), 'x')
  symlinkSync('../a', join(top, 'b/to-a'))
  symlinkSync(join(around, 'elsewhere'), join(top, 'b/away'))
  symlinkSync('circle', join(top, 'b/circle'))
})
afterAll(() => rmSync(around, { recursive: true }))

it.for([
  ['../a/file', 'a/file'],
  ['to-a/file', 'a/file'],
  ['/etc/product/a/file', 'a/file'],
  ['../../top/a/file', 'a/file'],
  ['../a', 'a'],
  ['../a/gone', 'missing'],
  ['circle', 'missing'],
  ['away/file', 'outside'],
  ['/nowhere', 'outside'],
] as const)('a link to %s', ([to, leads]) => {
  const found = linkTarget(top, join(top, 'b'), to)
  expect(typeof found === 'object' ? found.path.slice(top.length + 1) : found).toBe(leads)
})

it('nothing outside of a folder is asked for, whatever in it is a link', () => {
  const folder = mkdtempSync(join(around, 'given-'))
  const away = join(around, 'elsewhere')
  const site = `server { location / { proxy_pass http://$${'{A}'}; } }\n`
  writeFileSync(join(folder, 'nginx.conf'), `events {}\nhttp { include *.conf; ${site} }\n`)
  for (const name of [
    'site.conf',
    'folder',
    '.env',
    'docker-compose.yml',
    'Dockerfile',
    '.htaccess',
    '.git',
    'httpd.conf',
  ])
    symlinkSync(join(away, 'file'), join(folder, name))
  symlinkSync(away, join(folder, 'conf.d'))
  symlinkSync('conf.d/file', join(folder, 'by-way.conf'))
  writeFileSync(join(folder, 'text.conf'), join(away, 'file'))
  const alone = join(folder, 'alone')
  mkdirSync(alone)
  writeFileSync(join(alone, 'site.conf'), site)
  for (const name of ['nginx.conf', 'httpd.conf', 'apache2.conf']) symlinkSync(join(away, 'file'), join(alone, name))
  const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  for (const path of [folder, join(folder, 'nginx.conf'), join(alone, 'site.conf')]) {
    const followed = pathsFollowed(() => readIntake(path, { adapters: [nginx, apache] }))
    expect(followed).toContain(path)
    expect(followed.filter((one) => isLink(one) || isLink(dirname(one)) || one.startsWith(away))).toEqual([])
  }
})
