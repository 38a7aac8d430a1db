/** nginx reads in the written files exactly the directives that were audited, for any configuration. */

import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type ConfigTree, type PrepareOptions, type Site, SseCompatError } from '../../harness/model/index.ts'
import { buildOf, openArena, timeout, totalOf, tryAll } from '../fuzz.fixture.ts'
import { type Language, mutations, type Style, wordsFor } from '../mutations.fixture.ts'
import { adapter } from './adapter.ts'
import { type Directive, parseNginx } from './config.ts'
import { hostile } from './hostile.fixture.ts'
import { asMeant, judge, judgeByNginx, judgeByReference } from './judge.fixture.ts'
import { allIn } from './layout.ts'
import type { Planned } from './planned-file.ts'
import { quoteWord } from './quote.ts'
import { readReference } from './reference-tokens.fixture.ts'
import { shapes } from './shapes.fixture.ts'

/** What was planned, and what was written for it. */
const writings: { readonly planned: readonly Planned[]; readonly text: string }[] = []
vi.mock('./writer.ts', async (load) => {
  const writer = await load<typeof import('./writer.ts')>()
  return {
    ...writer,
    writeNginx(planned: readonly Planned[], file: string, lines?: number) {
      const text = writer.writeNginx(planned, file, lines)
      writings.push({ planned, text })
      return text
    },
  }
})

const arena = openArena()
afterAll(() => arena[Symbol.dispose]())
const own = await buildOf(adapter)

const profiles = globSync('profiles/*.conf', { cwd: import.meta.dirname })
  .sort()
  .map((path): ConfigTree => ({ 'nginx.conf': readFileSync(`${import.meta.dirname}/${path}`, 'utf8') }))
const bad = hostile({ folder: arena.bait, secret: arena.pipe, outside: '127.0.0.1:9' })

const language: Language = {
  seeds: [...profiles, ...Object.values(shapes), ...Object.values(bad)],
  templates: [
    'add_header X-A @;',
    'set $v @;',
    'proxy_set_header @ @;',
    'proxy_pass @;',
    'if (@) { return 418; }',
    'location @ { proxy_pass http://app; }',
    'location ~ @ { proxy_pass @; }',
    'log_format fuzz @ @;',
    'access_log @;',
    'error_log @ @;',
    'include @;',
    'map @ $m1 { @ @; default @; }',
    'map $uri $m2 { @ @; include @; hostnames; }',
    'geo $g1 { default @; 10.0.0.0/8 @; }',
    'server { listen 81 @; server_name @ @; location / { proxy_pass http://app; } }',
    'rewrite @ @ last;',
    'return 301 @;',
    '@ @;',
    '@ { @ @; }',
    'limit_req_zone @ zone=@ rate=1r/s;',
    'upstream u1 { server @ @; keepalive 4; }',
    'sub_filter @ @;',
    'content_by_lua_block { @ }',
    'proxy_cache_path @ @;',
    'alias @;',
    'root @;',
    'error_page 404 @;',
    'try_files @ @;',
    'load_module @;',
    'ssl_certificate @;',
    'fastcgi_param @ @;',
    'proxy_cookie_path @ @;',
  ],
  lineBreaks: ['\n', ' ', ' # it’s "a" comment {\n', '\r\n', '\n\n'],
  write,
  placesIn(text) {
    const all = parsed(text)
    return {
      words: all.flatMap(({ args }) => args.map(({ start, end }) => [start, end] as const)),
      starts: all.map(({ start }) => start),
    }
  },
  includeLine: (mask) => `include ${mask};`,
}

function write(word: string, style: Style): string {
  if (style === 'bare') return word
  if (style === 'escaped') return word.replace(/[\s;{}"'\\#$]/g, '\\$&') || '""'
  return style + word.replaceAll('\\', '\\\\').replaceAll(style, `\\${style}`) + style
}

function parsed(text: string): readonly Directive[] {
  try {
    return [...allIn(parseNginx(text, 'seed'))]
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

/** A line break is appended to the main file. */
const withoutEnd = (text: string): string => (writings.some((each) => each.text === text) ? text : text.slice(0, -1))

/** Neither file exists: a proxy rejects the line, after it has read all of it. */
const tls = { certificate: `${arena.directory}/run/certificate.pem`, key: `${arena.directory}/run/key.pem` }
const OPTIONS: readonly PrepareOptions[] = [{}, { withoutLimits: true }, { withoutLacking: true }]

describe.skipIf(own === undefined)('nginx itself', () => {
  it('reads what was looked through, line by line', { timeout }, () => {
    if (own === undefined) return
    const build = { ...own, dataDirectory: arena.data }
    let running = 0
    const counts = tryAll(
      'nginx',
      fc.record({
        config: mutations(language, arena.bait),
        options: fc.constantFrom(...OPTIONS),
        tls: fc.constantFrom(undefined, tls),
      }),
      ({ config, options, tls }) => {
        writings.length = 0
        const prepared = adapter.prepare(config, { ...site, ...(tls && { tls }) }, build, options)
        expect(writings.map(({ text }) => text).sort()).toEqual(Object.values(prepared.files).map(withoutEnd).sort())
        for (const { planned, text } of writings) expect(readReference(text)).toEqual(asMeant(planned))
        return prepared
      },
      (prepared) => {
        if (judge(prepared, arena, build)) running++
      },
    )
    expect(counts.accepted).toBeGreaterThan(totalOf(counts))
    expect(running).toBeGreaterThan(0)
    // Every word can be written in nginx's language, and none that was read may be written as another.
    expect([...counts.refused.keys()].join('\n')).not.toContain('reads exactly what was understood')
  })
  describe('finds out', () => {
    const main = `${arena.directory}/main.conf`
    const judged = (judge: typeof judgeByNginx | typeof judgeByReference, text: string, words: readonly string[]) => {
      if (own === undefined) return
      const place = { file: main, line: 1, start: 0, end: 0 }
      const args = words.map((word) => ({ ...place, text: word }))
      const believed: Directive = { ...place, name: 'fuzz', args, block: undefined, opening: undefined, endLine: 1 }
      judge(new Map([[main, text]]), new Map([[main, [believed]]]), main, arena, own)
    }

    it.for([judgeByNginx, judgeByReference])('a writer that escapes nothing: $name', (judge) => {
      const words = fc.array(wordsFor(arena.bait), { minLength: 1, maxLength: 4 })
      const outcome = (quote: (word: string) => string) =>
        fc.check(
          fc.property(words, (all) => judged(judge, `fuzz ${all.map(quote).join(' ')};\n`, all)),
          { numRuns: 20, seed: 1, endOnFailure: true },
        )
      expect(outcome((word) => `"${word}"`).failed).toBe(true)
      expect(outcome((word) => quoteWord(word, 'a.conf:1')).failed).toBe(false)
    })

    it.for([
      ['a word more', 'fuzz a b;', ['a']],
      ['a word less', 'fuzz a;', ['a', 'b']],
      ['a directive that nobody believes in', 'fuzz a; error_log stderr;', ['a']],
      ['another line', '\nfuzz a;', ['a']],
      ['a file that nobody wrote', `fuzz a; include "${arena.data}/mime.types";`, ['a']],
    ] as const)('%s', ([, text, words]) => {
      expect(() => judged(judgeByNginx, text, words)).toThrow()
      expect(() => judged(judgeByReference, text, words)).toThrow()
    })

    it('a directive without words', () => {
      expect(() => judged(judgeByReference, 'fuzz a; ip_hash;', ['a'])).toThrow()
    })
  })
})
