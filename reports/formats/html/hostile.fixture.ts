/** A run in which every text from outside is an attack: on a terminal, a page, Markdown, a spreadsheet, a reader. */
import type { Report, RunTexts, Trace } from '../../../harness/model/index.ts'
import { cell, finding, profile, report } from '../markdown/fixture.ts'
import { act, body, end, event, head, request, sent, sentHead, trace } from './html.fixture.ts'

export const EVIL = [
  '=HYPERLINK("http://evil.example","x")',
  '\x1b[2J\x1b]0;title\x07\x9b31m',
  '<img src=x onerror="document.title=\'owned\'">',
  '</script><script>document.title="owned"</script><!--',
  '</style></title></noscript>',
  '[z](javascript:document.title=1) | *y* `x`',
  '::error file=a::b ##[error]c',
  '\u202egnp.exe\u2066\u2028\ud800',
  "'; rm -rf / #",
  '@everyone #1 https://evil.example ;=1+1 \t@SUM(1) %0A::error::x \ufffe',
].join(' ')

const ID = `p${EVIL}`.replaceAll('/', '_')

const facts = [
  request(0, 'client', `GET / HTTP/1.1\r\nx-evil: ${EVIL}\r\n\r\n`),
  request(1, 'origin', `GET / HTTP/1.0\r\nx-evil: ${EVIL}2\r\n\r\n`),
  sentHead(2, `HTTP/1.1 200 OK\r\nx-evil: ${EVIL}\r\n\r\n`),
  head(3, `HTTP/1.1 200 OK\r\nx-other: ${EVIL}\r\n\r\n`),
  act(4, EVIL, { [EVIL]: EVIL }),
  sent(5, EVIL, 60),
  sent(5, '2', 120),
  body(400, 120),
  event(400, EVIL),
  event(401, '2'),
  end(500, { message: 'cut', code: EVIL }),
]

const failing = finding(`delivery/${EVIL}`, {
  outcome: 'fail',
  title: EVIL,
  observed: EVIL,
  expected: EVIL,
  actual: EVIL,
  measures: { [EVIL]: { value: 1, unit: 'ms' } },
  evidence: [3, 5],
  against: 'worse',
  expectation: { observed: EVIL, reason: EVIL },
})

const refused = { state: 'refused', message: EVIL, where: `${EVIL}.conf:1` } as const
const died = { state: 'proxy-died', message: EVIL, logs: EVIL } as const
const hop = { proxy: 'nginx', profile: ID, build: '', version: '', profileDigest: '', replaced: [] }

export const hostile: Report = report({
  environment: {
    ...report().environment,
    command: `npx sse-compat run ${EVIL}`,
    builds: [{ id: 'nginx-1.26.3-debian-trixie', product: 'nginx', version: EVIL, origin: EVIL }],
  },
  profiles: [
    profile(ID, {
      title: EVIL,
      why: EVIL,
      source: `javascript:${EVIL}`,
      file: EVIL,
      headline: EVIL,
      innate: EVIL,
      evidence: `proxies/${EVIL}`,
      replaced: [{ where: `${EVIL}:1`, was: EVIL, is: EVIL, why: EVIL }],
      timers: [{ directive: EVIL, ms: 1, where: EVIL, limits: 'idle', note: EVIL }],
    }),
    profile('defaults', { source: 'https://example.com/' }),
  ],
  cells: [
    cell(ID, EVIL, [failing], { trace: `traces/${EVIL}.jsonl` }),
    cell(ID, 'two', [], { outcome: refused }),
    cell(ID, 'three', [], { outcome: died }),
    cell(ID, 'four', [], { outcome: { state: 'skipped', because: EVIL } }),
    cell('defaults', 'chunked', [finding('delivery/live')]),
  ],
  controls: [cell('', 'chunked', [], { question: 'control/delivery/chunked', proxy: '', build: '' })],
  stale: [{ where: EVIL, message: EVIL }],
})

export const hostileTrace = (id: string): Trace => trace(id, facts, { route: [hop] })

export const hostileTexts: RunTexts = {
  configOf: () => ({ [`${EVIL}.conf`]: `${EVIL}\n` }),
  evidenceOf: () => ({ 'output.log': `${EVIL}\n${EVIL}` }),
  axisWordsOf: () => ({ 'origin=chunked': EVIL }),
}
