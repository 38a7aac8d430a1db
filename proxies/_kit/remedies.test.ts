import { expect, it } from 'vitest'
import type { BuildFacts, Candidate, Situation } from '../../harness/model/index.ts'
import { optionsOf, remediesOf } from './remedies.ts'

const build: BuildFacts = {
  id: 'it-1.0-path',
  product: 'it',
  version: '1.0',
  source: 'path',
  origin: 'a test',
  exec: ['it'],
  builtIn: [],
  loadable: {},
  report: '',
  dataDirectory: '',
}
const failing = { criterion: 'delivery/live', observed: ['held'] }
const timer = { directive: 'timeout', ms: 60_000, where: 'default', limits: 'idle' } as const

const named = (id: string): Candidate => ({
  id,
  setting: { name: id, says: id, doc: '' },
  change: [],
  originHeaders: [],
  title: id,
  why: '',
})

interface Line {
  readonly line: number
  readonly word: string
}

const remedies = remediesOf<{ readonly text: string }, Line>({
  scopeOf: ({ config }) => (config['a.conf'] === 'unreadable' ? undefined : { text: config['a.conf'] ?? '' }),
  rules: [
    { for: ['delivery/*'], remedies: ({ text }) => [named(`cure ${text}`), undefined] },
    { for: ['reload/*'], remedies: () => [named('another')] },
  ],
  probes: ({ text }) => [named(`probe ${text}`)],
  application: () => [named('header')],
  shortened: (_, { directive }, ms) => named(`${directive} ${ms}`),
  streamLimits: (_, isTls) => ({ limits: [], processes: { says: isTls ? 'tls' : 'cleartext' }, none: [] }),
  narrowed: () => undefined,
  rateLimits: () => [],
  myths: (_, { version }) => [{ where: 'a.conf:1', says: '', truth: version, doc: '', without: named('-') }],
  directivesIn: (text) =>
    text.split('\n').flatMap((word, at) => word.split(' ').map((each) => ({ line: at + 1, word: each }))),
  refused: ({ word }) => (word === 'guard' ? undefined : named(`-${word}`)),
})

const situation: Situation = { config: { 'a.conf': 'buffer on\nouter inner\nguard' }, build }
const unreadable: Situation = { config: { 'a.conf': 'unreadable' }, build }

it('goes through the table, and passes the scope on', () => {
  const ids = (all: readonly Candidate[]) => all.map(({ id }) => id)
  expect(ids(remedies.candidates({ ...situation, config: { 'a.conf': 'x' } }, failing))).toEqual(['cure x'])
  expect(ids(remedies.probes({ ...situation, config: { 'a.conf': 'x' } }))).toEqual(['probe x'])
  expect(remedies.shortened(situation, timer, 2000)?.id).toBe('timeout 2000')
  expect(remedies.myths(situation).map(({ truth }) => truth)).toEqual(['1.0'])
  expect(remedies.streamLimits({ ...situation, tls: true })?.processes.says).toBe('tls')
})

it('offers nothing for a configuration that cannot be read', () => {
  const lists = [
    remedies.candidates(unreadable, failing),
    remedies.probes(unreadable),
    remedies.application(unreadable, failing),
    remedies.myths(unreadable),
  ]
  expect(lists).toEqual([[], [], [], []])
  expect(remedies.shortened(unreadable, timer, 2000)).toBeUndefined()
  expect(remedies.streamLimits(unreadable)).toBeUndefined()
})

it.for([
  ['a.conf:2', '-inner'],
  ['a.conf:3', undefined],
  ['a.conf:9', undefined],
  ['b.conf:1', undefined],
  ['a.conf', undefined],
] as const)('%s: the innermost directive that begins there is taken out, unless it guards', ([where, id]) => {
  expect(remedies.without(situation, where)?.id).toBe(id)
})

it('asks for the route of a situation, and for nothing that it leaves open', () => {
  expect(optionsOf(situation)).toEqual({})
  expect(optionsOf({ ...situation, path: '/a', tls: false })).toEqual({ path: '/a', tls: false })
})
