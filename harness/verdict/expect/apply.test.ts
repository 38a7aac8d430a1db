import { describe, expect, test } from 'vitest'
import type { CellVerdict, CriterionVerdict } from '../../model/index.ts'
import { applyExpectations, parseExpectations } from './apply-expectations.ts'
import { cell, finding, passed } from './fixture.ts'

const FILE = 'proxies/nginx/expect.yaml'
const held = finding('delivery/live', 'held-until-bytes')
const lacks = { state: 'refused', message: 'unknown directive', lacks: 'ngx_http_sub_module' } as const
const entry = (lines: string) => parseExpectations(`${lines}\n  reason: known\n`, FILE)
const HELD = '- when: { origin: close-delimited }\n  expect: { delivery/live: held-until-bytes }'

function againstOf(yaml: string, one: CellVerdict): (string | undefined)[] {
  const { cells } = applyExpectations(yaml === '' ? [] : entry(yaml), [one], { unfiltered: false })
  return cells[0]?.findings.map((result) => `${result.criterion} ${result.against}`) ?? []
}

describe('comparing', () => {
  const close = { origin: 'close-delimited' }
  const cases: readonly [what: string, yaml: string, result: CriterionVerdict, against: string][] = [
    ['an unlisted pass', '', passed('delivery/live'), 'as-expected'],
    ['an unlisted failure', '', held, 'worse'],
    ['an unlisted failure of an optimal criterion', '', { ...held, kind: 'optimal' }, 'worse'],
    ['an informative failure', '', { ...held, kind: 'informative' }, 'unlisted'],
    ['a measurement', '', { ...held, outcome: 'measured' }, 'unlisted'],
    ['the listed class', HELD, held, 'as-expected'],
    ['a pass where a deviation is listed', HELD, passed('delivery/live'), 'better'],
    ['another class than the listed one', HELD, finding('delivery/live', 'held-until-end'), 'other'],
    ['not-applicable', HELD, finding('delivery/live', 'not-applicable', { outcome: 'not-applicable' }), 'unlisted'],
    [
      'not-applicable where it is listed',
      '- expect: { delivery/live: not-applicable }',
      finding('delivery/live', 'not-applicable', { outcome: 'not-applicable' }),
      'as-expected',
    ],
    ['a noisy finding', HELD, finding('delivery/live', 'noisy', { outcome: 'noisy' }), 'unlisted'],
    [
      'a failure where a later entry takes the deviation back',
      `${HELD}\n  reason: x\n- when: { profile: defaults }\n  expect: { delivery/live: pass }`,
      held,
      'worse',
    ],
    [
      'the class of the later of two entries',
      `- expect: { delivery/live: held-until-end }\n  reason: x\n${HELD}`,
      held,
      'as-expected',
    ],
  ]
  test('a module that the build lacks is no deviation, listed or not', () => {
    const one = cell({ outcome: lacks })
    expect(againstOf('', one)).toEqual(['state unlisted'])
    expect(againstOf('- expect: { state: not-applicable }', one)).toEqual(['state as-expected'])
    expect(againstOf('- expect: { state: not-applicable }', cell())).toEqual(['state better'])
  })
  test.for(cases)('%s', ([, yaml, result, against]) => {
    expect(againstOf(yaml, cell({ axes: close, findings: [result] }))).toEqual([`delivery/live ${against}`])
  })

  const conditions: readonly [when: string, holds: boolean][] = [
    ['{ profile: [x, defaults] }', true],
    ['{ profile: x }', false],
    ['{ scenario: delivery, runtime: local }', true],
    ['{ runtime: docker }', false],
    ['{ build: nginx-1.26.3-debian-trixie }', true],
    ['{ build: "*-debian-*" }', true],
    ['{ build: "*-image" }', false],
    ['{ version: "<1.29.7" }', true],
    ['{ version: ">=1.4 <1.26.3" }', false],
    ['{ version: ["<1.20", ">1.26.2"] }', true],
    ['{ version: 1.26.3 }', true],
    ['{ origin: chunked }', false],
    ['{ front: h1 }', false],
  ]
  test.for(conditions)('the condition %s holds: %s', ([when, holds]) => {
    const yaml = `- when: ${when}\n  expect: { delivery/live: held-until-bytes }`
    const against = againstOf(yaml, cell({ axes: close, findings: [held] }))
    expect(against).toEqual([`delivery/live ${holds ? 'as-expected' : 'worse'}`])
  })

  test('a refused configuration is a finding of its own', () => {
    const refused = cell({ outcome: { state: 'refused', message: 'unknown directive', where: 'x.conf:3' } })
    const listed = '- when: { profile: defaults }\n  expect: { state: refused }'
    expect(againstOf('', refused)).toEqual(['state worse'])
    expect(againstOf(listed, refused)).toEqual(['state as-expected'])
    expect(againstOf(listed, cell({ outcome: { state: 'proxy-died', message: 'x', logs: '' } }))).toEqual([
      'state other',
    ])
    expect(againstOf(listed, cell({ findings: [passed('delivery/live')] }))).toEqual([
      'state better',
      'delivery/live as-expected',
    ])
    expect(againstOf(listed, cell({ outcome: { state: 'skipped', because: 'x' } }))).toEqual([])
  })

  test('a finding has the entry that decides: its class, its reason, and whether it holds for every profile', () => {
    const of = (yaml: string, criterion = 'delivery/live') => {
      const one = cell({ axes: close, findings: [held, passed('delivery/intact')] })
      const { cells } = applyExpectations(entry(yaml), [one], { unfiltered: false })
      return cells[0]?.findings.find((each) => each.criterion === criterion)
    }
    const known = { observed: 'held-until-bytes', reason: 'known' }
    expect(of(HELD)?.expectation).toEqual({ ...known, always: true })
    const ofProfile = '- when: { profile: defaults }\n  expect: { delivery/live: held-until-bytes }'
    expect(of(ofProfile)?.expectation).toEqual(known)
    expect(of(HELD, 'delivery/intact')).not.toHaveProperty('expectation')
  })

  test('an informative finding counts where it is listed', () => {
    const listed = '- expect: { delivery/live: pass }'
    const one = (outcome: 'pass' | 'fail') => cell({ findings: [{ ...held, kind: 'informative', outcome }] })
    expect(againstOf(listed, one('fail'))).toEqual(['delivery/live worse'])
    expect(againstOf(listed, one('pass'))).toEqual(['delivery/live unlisted'])
    expect(againstOf('', one('pass'))).toEqual(['delivery/live unlisted'])
  })

  test('the state of a proxy says what happened, in the proxy’s own words', () => {
    const stateOf = (one: CellVerdict) =>
      applyExpectations(entry('- expect: { state: refused }'), [one], { unfiltered: false }).cells[0]?.findings[0]
    const common = { criterion: 'state', kind: 'required', measures: {}, evidence: [] }
    expect(stateOf(cell({ outcome: { state: 'refused', message: 'no' } }))).toMatchObject({
      ...common,
      outcome: 'fail',
      observed: 'refused',
      actual: 'no',
    })
    expect(stateOf(cell({ outcome: { state: 'proxy-died', message: 'x', logs: '' } }))).toMatchObject({
      outcome: 'fail',
      observed: 'proxy-died',
    })
    expect(stateOf(cell())).toMatchObject({ ...common, outcome: 'pass', observed: 'complete' })
    expect(stateOf(cell({ outcome: lacks }))).toMatchObject({ outcome: 'not-applicable', observed: 'not-applicable' })
  })

  test('comparing twice gives the same', () => {
    const refused = cell({ outcome: { state: 'refused', message: 'no' } })
    const once = applyExpectations(entry(HELD), [refused, cell({ axes: close, findings: [held] })], {
      unfiltered: true,
    })
    expect(applyExpectations(entry(HELD), once.cells, { unfiltered: true })).toEqual(once)
  })
})

describe('stale entries', () => {
  const ran = [
    cell({ findings: [passed('delivery/live')] }),
    cell({ axes: { origin: 'close-delimited' }, findings: [held] }),
    cell({ scenario: 'idle', axes: {}, outcome: { state: 'skipped', because: 'no clock' } }),
  ]
  const cases: readonly [yaml: string, message: RegExp | undefined][] = [
    [HELD, undefined],
    [
      '- when: { profile: defualts }\n  expect: { delivery/live: live }',
      /no profile "defualts" — did you mean "defaults"/,
    ],
    ['- when: { profile: [defaults, x] }\n  expect: { delivery/live: live }', /no profile "x"/],
    ['- when: { scenario: delivry }\n  expect: { delivery/live: live }', /no scenario "delivry"/],
    ['- when: { origin: close }\n  expect: { delivery/live: live }', /no origin "close"/],
    ['- when: { front: h1 }\n  expect: { delivery/live: live }', /^nothing has a front$/],
    ['- expect: { delivry/live: live }', /no scenario "delivry"/],
    ['- expect: { delivery/alive: live }', /no criterion "delivery\/alive" — did you mean "delivery\/live"/],
    ['- when: { scenario: idle }\n  expect: { delivery/live: live }', /no cell of the scenario/],
    ['- when: { scenario: idle, origin: chunked }\n  expect: { state: refused }', /no cell matches/],
    ['- expect: { idle/anything: live }', undefined],
    ['- when: { version: "<1.0", build: x, runtime: docker }\n  expect: { delivery/live: live }', undefined],
  ]
  test.for(cases)('%j: %s', ([yaml, message]) => {
    const { stale } = applyExpectations(entry(yaml), ran, { unfiltered: true })
    const expected = message === undefined ? [] : [{ where: `${FILE}:1`, message: expect.stringMatching(message) }]
    expect(stale).toEqual(expected)
    expect(applyExpectations(entry(yaml), ran, { unfiltered: false }).stale).toEqual([])
  })
})
