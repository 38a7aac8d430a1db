/** Findings of a chain and the hops that cause them, in reports that are assembled from hand-made traces. */
import { expect, test } from 'vitest'
import { partProfiles } from '../matrix/chain-parts.ts'
import type { CellVerdict, HopRecord, Profile, Report, Scenario, Trace } from '../model/index.ts'
import { NO_TIMING } from '../run/no-timing.ts'
import { acts, fail, pass } from '../trace/facts.ts'
import { assemble } from './assemble-report.ts'
import { responsibleFor, sayResponsible } from './responsible-hop.ts'

/** Fails where the trace has the act `bad`. */
const scenario: Scenario = {
  id: 'made',
  version: 1,
  question: '',
  why: '',
  references: [],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 1,
  stallTolerance: 1,
  check: 'never',
  answers: {},
  dependsOn: [],
  run: async () => {},
  criteria: [
    {
      id: 'good',
      kind: 'required',
      title: '',
      classes: ['good', 'bad'],
      judge: (trace) =>
        acts(trace, 'bad').length > 0
          ? fail('bad', { expected: 'good', actual: 'bad' })
          : pass('good', { expected: 'good', actual: 'good' }),
    },
  ],
}

const hop = (name: string): HopRecord => ({
  proxy: 'nginx',
  profile: name,
  build: 'nginx-1',
  version: '1',
  profileDigest: '',
  replaced: [],
})

function trace(profile: string, hops: readonly string[], bad: boolean): Trace {
  const question = hops.length === 0 ? 'control/made' : `${profile}/made`
  return {
    schema: 3,
    kind: hops.length === 0 ? 'control' : 'route',
    cell: `${question}@${hops.join('+')}@local`,
    question,
    scenario: 'made',
    scenarioVersion: 1,
    axes: {},
    route: hops.map(hop),
    runtime: 'local',
    earlierTries: 0,
    startedAt: '',
    settings: { timers: [] },
    facts: bad ? [{ t: 1, side: 'harness', fact: 'act', name: 'bad', detail: {} }] : [],
    outcome: { state: 'complete' },
    took: 1,
  }
}

const chainOf = (hops: readonly string[]): Profile => ({
  proxy: 'chain',
  id: 'all',
  title: '',
  why: '',
  source: '',
  tags: [],
  originHeaders: [],
  config: {},
  file: '',
  hops,
})

/** @param isBad whether a route of these hops has the finding @param without parts that did not run */
function reportOf(hops: readonly string[], isBad: (part: string) => boolean, without: readonly string[] = []): Report {
  const chain = chainOf(hops)
  const parts = partProfiles(chain).map(({ id, hops: some = [] }) => ({ name: `chain/${id}`, some }))
  const routes = [
    { name: 'chain/all', some: hops },
    ...[...new Set(hops)].map((one) => ({ name: `nginx/${one}`, some: [one] })),
    ...parts,
  ].filter(({ some }) => !without.includes(some.join('')))
  return assemble({
    run: {
      id: '',
      environment: {} as Report['environment'],
      timing: NO_TIMING,
      profiles: [],
      interrupted: false,
      unfiltered: true,
    },
    scenarios: [scenario],
    expectations: {},
    traces: [trace('', [], false), ...routes.map(({ name, some }) => trace(name, some, isBad(some.join(''))))],
    traceFile: (cell) => cell,
  })
}

const responsibleIn = (report: Report) =>
  report.profiles
    .find(({ profile }) => profile === 'all')
    ?.responsible?.map(({ parts, known }) => ({
      parts: parts.map((part) => part.map((name) => name.replace('nginx/', '')).join('')),
      known,
    }))

test.for<readonly [what: string, hops: string, bad: RegExp, parts: readonly string[]]>([
  ['the hop that shows it alone', 'ab', /a/, ['a']],
  ['each hop that shows it alone', 'abc', /a|c/, ['a', 'c']],
  ['a hop that the chain has twice, once', 'aba', /a/, ['a']],
  ['both hops, where neither shows it alone', 'ab', /ab/, []],
  ['the pair of three hops that shows it', 'abc', /ab/, ['ab']],
  ['the pair whose hops are not neighbours', 'abc', /a.*c/, ['ac']],
  ['each pair that shows it', 'abc', /ab|bc/, ['ab', 'bc']],
  ['all three, where no pair shows it', 'abc', /abc/, []],
  ['the pair of four hops that shows it', 'abcd', /b.*d/, ['bd']],
  ['the smallest set: three of four', 'abcd', /a.*b.*d/, ['abd']],
  ['all four, where no three show it', 'abcd', /abcd/, []],
  ['the pair of six hops that shows it', 'abcdef', /b.*e/, ['be']],
])('%s', ([, hops, bad, parts]) => {
  const found = responsibleIn(reportOf([...hops], (part) => bad.test(part)))
  expect(found).toEqual([{ parts, known: true }])
})

test('where smaller parts did not run it is not known', () => {
  expect(responsibleIn(reportOf(['a', 'b'], (part) => part === 'ab', ['a']))).toEqual([{ parts: [], known: false }])
  const pairs = ['ab', 'ac', 'bc']
  expect(responsibleIn(reportOf(['a', 'b', 'c'], (part) => part === 'abc', pairs))).toEqual([
    { parts: [], known: false },
  ])
  const triple = reportOf(['a', 'b', 'c', 'd'], (part) => /abc/.test(part), pairs)
  expect(responsibleIn(triple)).toEqual([{ parts: ['abc'], known: false }])
})

test('a pass has no responsible hop', () => {
  const report = reportOf(['a', 'b'], () => false)
  expect(responsibleIn(report)).toEqual([])
  expect(report.profiles.find(({ profile }) => profile === 'all')?.headline).not.toContain('responsible')
})

test('nothing is expected of a part of a chain', () => {
  const report = reportOf(['a', 'b', 'c'], (part) => /ab/.test(part))
  const part = report.cells.find(({ profile }) => profile === 'all~1+2')
  expect(part?.findings.map(({ outcome, against }) => [outcome, against])).toEqual([['fail', 'unlisted']])
})

test.for([
  [[['a']], true, 'a is responsible for x'],
  [[['a'], ['b']], true, 'a and b are each responsible for x'],
  [
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
    true,
    'a and b together and b and c together are each responsible for x',
  ],
  [[['a', 'b', 'd']], true, 'a, b and d together are responsible for x'],
  [[['a', 'b']], false, 'a and b together are responsible for x (not every smaller part ran alone)'],
  [[], true, 'no part of the chain alone shows x, only all hops together'],
  [[], false, 'the hops responsible for x are unknown: not every part of the chain ran alone'],
] as const)('%o is told', ([parts, known, says]) => {
  expect(sayResponsible([{ criterion: 'x', observed: 'y', parts, known }])).toBe(says)
  expect(sayResponsible([])).toBe('')
})

test('findings with the same hops are said together, others apart', () => {
  const of = (criterion: string, parts: readonly (readonly string[])[], known = true) => {
    return { criterion, observed: 'y', parts, known }
  }
  expect(sayResponsible([of('x', [['a']]), of('z', [['a']])])).toBe('a is responsible for x and z')
  expect(sayResponsible([of('x', [['a']]), of('z', [['b']])])).toBe('a is responsible for x; b is responsible for z')
  expect(sayResponsible([of('x', []), of('z', [], false)])).toBe(
    'no part of the chain alone shows x, only all hops together; ' +
      'the hops responsible for z are unknown: not every part of the chain ran alone',
  )
  // Two failures of one criterion.
  const twice = [of('x', [['a']]), { ...of('x', [['b']]), observed: 'w' }]
  expect(sayResponsible(twice)).toBe('a is responsible for x (y); b is responsible for x (w)')
  // There is no part smaller than one hop.
  expect(sayResponsible([of('x', [['a']], false)])).toBe('a is responsible for x')
  expect(sayResponsible([of('x', [['a'], ['b', 'c']])])).toBe(
    'a together and b and c together are each responsible for x',
  )
})

test('only the same class of the same criterion, failing in any test case of a part, makes that part responsible', () => {
  const base = { cell: '', question: '', runtime: 'local', scenario: 'made', axes: {}, profile: 'all' }
  const finding = (fields: object) => ({
    criterion: 'made/good',
    observed: 'bad',
    outcome: 'fail',
    kind: 'required',
    ...fields,
  })
  const cellOf = (hops: string, ...findings: object[]) =>
    ({ ...base, hops, findings: findings.map(finding) }) as unknown as CellVerdict & { hops: string }
  const hopsOf = (cell: CellVerdict): HopRecord[] => [...(cell as CellVerdict & { hops: string }).hops].map(hop)
  const of = (chain: CellVerdict, ...parts: CellVerdict[]) =>
    responsibleFor([chain], ['a', 'b'].map(hop), parts, hopsOf).map(({ parts: found, known }) => [found, known])
  const chain = cellOf('ab', {})
  const good = cellOf('b', { outcome: 'pass', observed: 'good' })
  expect(of(chain, cellOf('a', {}), good)).toEqual([[[['nginx/a']], true]])
  expect(of(chain, cellOf('a', { outcome: 'pass', observed: 'good' }), cellOf('a', {}), good)).toEqual([
    [[['nginx/a']], true],
  ])
  expect(of(chain, cellOf('a', { observed: 'other' }), good)).toEqual([[[], true]])
  expect(of(chain, cellOf('a', { outcome: 'measured' }), good)).toEqual([[[], true]])
  expect(of(chain, cellOf('a', { criterion: 'made/other' }), good)).toEqual([[[], false]])
  expect(of(chain, cellOf('a', { criterion: 'made/other' }, { outcome: 'pass' }), good)).toEqual([[[], true]])
  expect(of(cellOf('ab', { kind: 'informative' }), cellOf('a', {}), good)).toEqual([])
  expect(of(cellOf('ab', {}, {}), cellOf('a', {}), good)).toHaveLength(1)
})
