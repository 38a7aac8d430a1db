/** The time for a configuration grows linearly with its length, not quadratically. */

import { describe, expect, it } from 'vitest'
import { type Adapter, type BuildFacts, type Site, SseCompatError } from '../harness/model/index.ts'
import { adapter as apache } from './apache/adapter.ts'
import { build as apacheBuild, site } from './apache/build.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'
import { build as nginxBuild } from './nginx/build.fixture.ts'

const SHORT = 30_000
/**
 * nginx's words are small and fast to read: a text of 30,000 characters is finished before any garbage collection, and one eight
 * times as long is not, so that the collector would be measured. Apache's limits for lines and words do not allow a longer text.
 */
const SHORT_FOR_NGINX = 120_000
/** With eight times the text, quadratic time would be 64 times as long. */
const TIMES = 8
const MAX = 32

const repeated = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length))

/** Pieces that differ by a number, from 1000 on. */
const numbered = (piece: (n: number) => string, length: number): string =>
  Array.from({ length: Math.ceil(length / piece(1000).length) }, (_, n) => piece(1000 + n)).join('')

const toNginx: Readonly<Record<string, (length: number) => string>> = {
  directives: (length) => repeated('a;\n', length),
  'names that nobody knows': (length) => numbered((n) => `proxy_buffer${n};\n`, length),
  words: (length) => repeated('a ', length),
  escapes: (length) => `a "${repeated('\\"x', length)}";`,
  blocks: (length) => repeated('a { }\n', length),
  'Lua brackets': (length) => `x_by_lua_block { ${repeated('[[', length)}`,
  servers: (length) => repeated('server { listen 80; location / { proxy_pass http://b; } }\n', length),
  names: (length) => `server { server_name ${repeated('a.b ', length)}; location / { proxy_pass http://b; } }`,
  listens: (length) => `server { ${numbered((n) => `listen ${n};\n`, length)} location / { proxy_pass http://b; } }`,
  variables: (length) => `server { ${repeated('set $a http://b;\n', length)} location / { proxy_pass $a; } }`,
  'a map': (length) => `map $x $y { ${repeated('a b;\n', length)} }`,
  addresses: (length) => `${repeated('deny 1.2.3.4;\n', length)} server { location / { proxy_pass http://b; } }`,
}

const toApache: Readonly<Record<string, (length: number) => string>> = {
  directives: (length) => repeated('a\n', length),
  'names that nobody knows': (length) => numbered((n) => `ProxyTime${n}\n`, length),
  'joined lines': (length) => repeated('a\\\n', length),
  sections: (length) => repeated('<a>\n</a>\n', length),
  hosts: (length) => repeated('<VirtualHost *:80>\nProxyPass / http://b/\n</VirtualHost>\n', length),
  names: (length) =>
    `<VirtualHost *:80>\nServerAlias ${repeated('a.b ', length)}\nProxyPass / http://b/\n</VirtualHost>\n`,
  ports: (length) => `<VirtualHost${numbered((n) => ` *:${n}`, length)}>\nProxyPass / http://b/\n</VirtualHost>\n`,
  definitions: (length) => `${repeated('Define A b\nServerName \x24{A}\n', length)}ProxyPass / http://b/\n`,
  requirements: (length) => `${repeated('Require ip 1.2.3.4\n', length)}ProxyPass / http://b/\n`,
}

/**
 * CPU time, in ms, which other work on the machine does not increase.
 * @param enough a time after which no further try is needed
 */
function fastest(adapter: Adapter, build: BuildFacts, at: Site, text: string, enough = 0): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && least >= enough; round++) {
    const start = process.cpuUsage()
    try {
      adapter.prepare({ 'a.conf': text }, at, build)
    } catch (error) {
      expect(error).toBeInstanceOf(SseCompatError)
    }
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

for (const [adapter, build, shapes, length] of [
  [nginx, nginxBuild, toNginx, SHORT_FOR_NGINX],
  [apache, apacheBuild, toApache, SHORT],
] as const) {
  describe(`${adapter.title}, much of`, () => {
    it.for(Object.entries(shapes))('%s', { timeout: 60_000 }, ([, make]) => {
      // Warms up, and measures the time that does not depend on the length.
      const fixed = fastest(adapter, build, site, make(100))
      const short = fastest(adapter, build, site, make(length))
      const limit = Math.max(short, fixed, 1) * MAX
      expect(fastest(adapter, build, site, make(length * TIMES), limit)).toBeLessThan(limit)
    })
  })
}

describe('text that is not a configuration', () => {
  const pieces = [
    '"',
    "'",
    '{',
    '}',
    ';',
    '\\',
    '#',
    '$',
    '\x24{',
    '<',
    '>',
    '</',
    '\n',
    ' ',
    '\0',
    '\ufeff',
    '\u00a0',
    'a',
    '|',
    '[[',
    '%{',
  ]

  it.for([nginx, apache])('is refused by $title in a line', (adapter) => {
    const build = adapter === nginx ? nginxBuild : apacheBuild
    // Reproducible: a linear congruential generator.
    let state = 1
    const next = () => {
      state = (state * 1103515245 + 12345) % 2147483648
      return state
    }
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: next() % 40 }, () => pieces[next() % pieces.length]).join('')
      try {
        adapter.prepare({ 'a.conf': text }, site, build)
      } catch (error) {
        expect(error).toBeInstanceOf(SseCompatError)
        expect((error as Error).message).not.toMatch(/\n/)
      }
    }
  })
})
