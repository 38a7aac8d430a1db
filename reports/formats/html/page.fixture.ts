/** Reports for the tests of the page: each has what one of them looks at. */
import type { Fact } from '../../../harness/model/index.ts'
import { cell, finding, profile, report } from '../markdown/fixture.ts'
import { act, body, end, event, NO_TEXTS, sent, trace } from './html.fixture.ts'

const held = finding('delivery/live', {
  outcome: 'fail',
  observed: 'held',
  actual: 'buffered until the response ends',
  evidence: [1],
  expectation: { observed: 'held', reason: 'expect-reason: proxy_buffering is on' },
})
export const facts: Fact[] = [
  act(0, 'gated'),
  sent(1, '1', 60),
  sent(2, '2', 120),
  body(900, 120),
  event(900, '1'),
  event(901, '2'),
  end(1000, { message: 'cut' }),
]
export const usual = report({
  profiles: [
    profile('defaults'),
    profile('recommended', { grade: 'works' }),
    profile('defaults', { proxy: 'apache', grade: 'works' }),
  ],
  cells: [
    cell('defaults', 'h1', [held], { axes: { front: 'h1' } }),
    cell('defaults', 'h2+tls', [finding('delivery/live')], { axes: { front: 'h2+tls' } }),
    cell('recommended', 'h1', [finding('delivery/live')], { axes: { front: 'h1' } }),
    cell('defaults', 'h1', [finding('delivery/live')], {
      proxy: 'apache',
      question: 'apache/defaults/delivery/h1',
      axes: { front: 'h1' },
    }),
  ],
  controls: [
    cell('', 'h1', [], {
      question: 'control/delivery/h1',
      cell: 'control/delivery/h1',
      proxy: '',
      build: '',
      axes: { front: 'h1' },
    }),
  ],
})

const hop = { proxy: 'nginx', build: '', version: '', profileDigest: '', replaced: [] }
export const routed = (id: string) => trace(id, facts, { route: [{ ...hop, profile: id.split('/')[1] ?? '' }] })
export const withConfigs = {
  ...NO_TEXTS,
  configOf: ({ profile: id }: { readonly profile: string }) => ({
    [`${id}.conf`]: id === 'recommended' ? 'proxy_buffering off;\n' : 'proxy_pass http://a;\n',
  }),
}
const many = (proxy: string) => Array.from({ length: 60 }, (_, n) => profile(`p${n}`, { proxy, grade: 'works' }))
export const long = report({
  profiles: [...many('apache'), ...many('nginx')],
  cells: ['delivery', 'heartbeat', 'resume', 'burst'].map((scenario) =>
    cell('p0', scenario, [finding(`${scenario}/live`)], { scenario, question: `nginx/p0/${scenario}/h1` }),
  ),
})
const named = (proxy: string, id: string) =>
  cell(id, 'h1', [finding('delivery/live', { headline: 'each event is delivered immediately' })], {
    proxy,
    question: `${proxy}/${id}/delivery/h1`,
    cell: `${proxy}/${id}/delivery/h1`,
  })
const four = ['apache', 'nginx'].flatMap((proxy) => ['defaults', 'recommended'].map((id) => [proxy, id] as const))
export const beside = report({
  profiles: four.map(([proxy, id]) => profile(id, { proxy, grade: 'works' })),
  cells: four.map(([proxy, id]) => named(proxy, id)),
})
const heldUntil = (front: string, value: number) => {
  const actual = `buffered until ${value.toLocaleString('en-US')} bytes`
  const measures = { held: { value, unit: 'bytes' } } as const
  return cell('defaults', front, [{ ...held, actual, measures }], { axes: { front } })
}
export const differing = report({
  profiles: [profile('defaults')],
  cells: [heldUntil('h1', 20_298), heldUntil('h1+tls', 20_296), heldUntil('h2+tls', 20_296)],
})
/** From 0.02 ms to 12 s. */
export const latencies: Fact[] = [
  ...[0.02, 0.4, 3, 40, 700, 12_000].flatMap((ms, n) => [
    sent(n * 20_000, `${n}`, 60 * n),
    event(n * 20_000 + ms, `${n}`),
  ]),
  end(120_000),
]
