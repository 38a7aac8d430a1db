/** Apache reads in the written files exactly the directives that were audited, for any configuration. */

import { globSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type ConfigTree, type PrepareOptions, type Site, SseCompatError } from '../../harness/model/index.ts'
import { buildOf, openArena, timeout, totalOf, tryAll } from '../fuzz.fixture.ts'
import { type Language, mutations, type Style } from '../mutations.fixture.ts'
import { adapter } from './adapter.ts'
import { type Directive, parseApache } from './config.ts'
import { hostile } from './hostile.fixture.ts'
import { judge, judgeWords } from './judge.fixture.ts'
import { shapes } from './shapes.fixture.ts'
import { walk } from './tree.ts'

const arena = openArena()
afterAll(() => arena[Symbol.dispose]())
const build = await buildOf(adapter)

const profiles = globSync('profiles/*.conf', { cwd: import.meta.dirname })
  .sort()
  .map((path): ConfigTree => ({ 'app.conf': readFileSync(`${import.meta.dirname}/${path}`, 'utf8') }))
const bad = hostile({ folder: arena.bait, secret: arena.pipe, outside: '127.0.0.1:9' })

const language: Language = {
  seeds: [...profiles, ...Object.values(shapes), ...Object.values(bad)],
  templates: [
    'DirectoryIndex @ @',
    'ServerAdmin @',
    'Header set X-A @',
    'Header always edit X-A @ @',
    'RequestHeader set X-A @ @',
    'SetEnv @ @',
    'SetEnvIf Host @ v=@',
    'Define @ @',
    'Define V @\nDirectoryIndex \x24{V} a\x24{v}b "\x24{V}"',
    'ProxyPass /f/ @',
    'ProxyPass @ http://app/ keepalive=@',
    'ProxyPassMatch @ http://app@',
    'RewriteEngine On\nRewriteCond %{REQUEST_URI} @ [@]\nRewriteRule @ @ [@]',
    'RewriteCond @ @',
    'RewriteRule @ @',
    'Include @',
    'IncludeOptional @',
    'ErrorLog @',
    'CustomLog @ @',
    'LogFormat @ @',
    'ErrorDocument 404 @',
    'Alias /f @',
    '<Location @>\nSetEnv @ @\n</Location>',
    '<LocationMatch @>\nHeader set X-A @\n</LocationMatch>',
    '<If @>\nHeader set X-A @\n</If>',
    '<IfModule @>\nDirectoryIndex @\n</IfModule>',
    '<IfDefine @>\nDirectoryIndex @\n<IfModule !x>\nDirectoryIndex @\n</IfModule>\n</IfDefine>',
    '<VirtualHost *:82 @>\nServerAlias @\n</VirtualHost>',
    '<Files @>\n</Files>',
    '<Proxy @>\nBalancerMember @ @\n</Proxy>',
    '<Directory @>\nOptions @\n</Directory>',
    '@ @',
    'SetHandler @',
    'LoadModule @ @',
    'Redirect /f @',
    'Substitute @',
    'DirectoryIndex @ \\\n@ \\\n  @',
    'AccessFileName @',
    'SSLSessionCache @',
    'ProxyPassReverse / @',
  ],
  lineBreaks: ['\n', '\r\n', '\n# it’s "a" comment \\\n<x>\n', '\n\n', ' \n'],
  write,
  placesIn(text) {
    const all = parsed(text)
    return {
      words: all.flatMap(({ args }) => args.map(({ start, end }) => [Math.floor(start), end] as const)),
      starts: all.map(({ start }) => start),
    }
  },
  includeLine: (mask) => `Include ${mask}`,
}

function write(word: string, style: Style): string {
  if (style === 'bare') return word
  // A word on a line of its own that continues the previous line.
  const mark = style === 'escaped' ? '"' : style
  return `${style === 'escaped' ? '\\\n ' : ''}${mark}${word.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`
}

function parsed(text: string): readonly Directive[] {
  try {
    return [...walk(parseApache(text, 'seed'))]
  } catch (error) {
    if (error instanceof SseCompatError) return []
    throw error
  }
}

const site: Site = {
  listen: { host: `127.83.${process.pid % 250}.7`, port: 40_001 },
  backend: { host: '127.83.4.8', port: 40_002 },
  directory: arena.directory,
  asRoot: process.getuid?.() === 0,
}

/** Neither file exists: a proxy rejects the line, after it has read all of it. */
const tls = { certificate: `${arena.directory}/run/certificate.pem`, key: `${arena.directory}/run/key.pem` }
const OPTIONS: readonly PrepareOptions[] = [{}, { withoutLimits: true }, { withoutLacking: true }]

describe.skipIf(build === undefined)('Apache itself', () => {
  it('reads what was looked through, line by line', { timeout }, () => {
    if (build === undefined) return
    let [judged, accepted, compared] = [0, 0, 0]
    const words = new Set<string>()
    const counts = tryAll(
      'Apache',
      fc.record({
        config: mutations(language, arena.bait),
        options: fc.constantFrom(...OPTIONS),
        tls: fc.constantFrom(undefined, tls),
      }),
      ({ config, options, tls }) => adapter.prepare(config, { ...site, ...(tls && { tls }) }, build, options),
      (prepared) => {
        const result = judge(prepared, arena, build)
        judged++
        if (result.isAccepted) accepted++
        if (result.isCompared) compared++
        for (const word of result.words) words.add(word)
      },
    )
    if (process.env.SSE_COMPAT_FUZZ) console.log({ judged, accepted, compared, words: words.size })
    judgeWords([...words], arena, build)
    expect(counts.accepted).toBeGreaterThan(totalOf(counts))
    expect(compared).toBeGreaterThan(0)
    expect(judged - compared).toBeLessThan(2 + judged / 100)
  })
  describe('finds out', () => {
    const FILE = 'conf/app.conf'
    const text = 'DirectoryIndex a\n<Location /x>\nDirectoryIndex b "c d"\n</Location>\nProxyPass / http://app/'
    const judged = (change: (text: string) => string) => {
      if (build === undefined) return undefined
      const prepared = adapter.prepare({ 'app.conf': text }, site, build)
      return judge(prepared, arena, build, { ...prepared.files, [FILE]: change(prepared.files[FILE] ?? '') })
    }

    it('nothing where nothing is changed', () => {
      expect(judged((text) => text)).toMatchObject({ isAccepted: true, isCompared: true })
    })

    it.for([
      ['a word more', 'index a', 'index a x'],
      ['another directive', 'DirectoryIndex a', 'DefaultType a'],
      ['two words of one', '"c d"', 'c d'],
      ['a line more', 'DirectoryIndex b', 'SetEnv x y\nDirectoryIndex b'],
      ['a line more behind all', 'http://app/', 'http://app/\nServerAdmin x'],
      ['a comment that goes on', '<Location', '# x \\\n<Location'],
      ['a file that nobody wrote', 'DirectoryIndex a', `Include ${arena.data}/other.conf`],
    ] as const)('%s', ([, from, to]) => {
      writeFileSync(`${arena.data}/other.conf`, 'DirectoryIndex a\n')
      const change = (text: string) =>
        text.replace('http://127.83.4.8:40002/', 'http://app/').replace(new RegExp(from, 'i'), () => to)
      expect(change(text)).not.toBe(text)
      expect(() => judged(change)).toThrow(/Apache (reads|refuses)/)
    })

    it('a writer that escapes nothing', () => {
      if (build === undefined) return
      for (const words of [['a"b'], ['a\\'], ['\x24{X}', '\x24{W0}']]) {
        expect(() => judgeWords(words, arena, build, (_, word) => `"${word}"`)).toThrow('Apache reads')
        expect(() => judgeWords(words, arena, build)).not.toThrow()
      }
    })
  })
})
