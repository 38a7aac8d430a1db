import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyExpectations } from './apply-expectations.ts'
import { cell, finding, passed } from './fixture.ts'
import { parseExpectations } from './parse.ts'
import { proposeExpectations } from './propose.ts'

const FILE = 'proxies/nginx/expect.yaml'
const held = finding('delivery/live', 'held-until-bytes')

describe('proposing', () => {
  test('joins equal deviations over profiles, axes and versions', () => {
    const versions = ['1.18.0', '1.26.3', '1.30.6']
    const cells = ['defaults', 'recommended', 'off'].flatMap((profile) =>
      ['chunked', 'close-delimited'].flatMap((origin) =>
        versions.map((version) => {
          const deviates = profile !== 'recommended' && origin === 'close-delimited' && version !== '1.30.6'
          const results = [deviates ? held : passed('delivery/live'), finding('delivery/whole', 'cut')]
          return cell({ profile, axes: { origin }, build: `nginx-${version}-debian-x`, findings: results })
        }),
      ),
    )
    expect(proposeExpectations(cells)).toBe(
      [
        '- expect:',
        '    delivery/whole: cut',
        '  reason: "not explained yet; seen: cut"',
        '- when: { profile: [defaults, off], version: "<1.30.6", origin: close-delimited }',
        '  expect:',
        '    delivery/live: held-until-bytes',
        '  reason: "not explained yet; seen: held-until-bytes"',
        '',
      ].join('\n'),
    )
  })

  test('a refused profile is one entry', () => {
    const refused = cell({ profile: 'bad', outcome: { state: 'refused', message: 'no "x"\nat all' } })
    expect(proposeExpectations([refused, { ...refused, axes: { origin: 'b' } }, cell()])).toBe(
      '- when: { profile: bad }\n  expect:\n    state: refused\n  reason: "not explained yet; seen: no \\"x\\" at all"\n',
    )
  })

  test('a proxy that died is a state, a module that is lacking is none, and figures are left out', () => {
    const died = cell({ outcome: { state: 'proxy-died', message: 'gone', logs: '' } })
    expect(proposeExpectations([died])).toContain('state: proxy-died\n  reason: "not explained yet; seen: gone"')
    expect(proposeExpectations([cell({ outcome: { state: 'refused', message: 'no', lacks: 'm' } })])).toBe('')
    expect(proposeExpectations([cell({ outcome: { state: 'skipped', because: 'x' } })])).toBe('')
    const beside = [
      finding('delivery/figure', 'x', { kind: 'informative' }),
      finding('state', 'refused'),
      passed('a/b'),
    ]
    const others = [
      finding('a/noisy', 'noisy', { outcome: 'noisy' }),
      finding('a/number', 'n', { outcome: 'measured' }),
    ]
    expect(proposeExpectations([cell({ findings: [...beside, ...others] })])).toBe('')
    expect(proposeExpectations([cell({ findings: [finding('a/optimal', 'x', { kind: 'optimal' })] })])).toContain(
      'a/optimal: x',
    )
  })

  test('a range of versions begins and ends where others pass, and versions that are apart are listed', () => {
    const whenOf = (deviating: readonly string[], all = ['1.9', '1.10', '1.18', '1.26']) =>
      /version: (.*?) \}/.exec(
        proposeExpectations(
          all.toReversed().map((version) =>
            cell({
              build: `nginx-${version}-x`,
              findings: [deviating.includes(version) ? held : passed('delivery/live')],
            }),
          ),
        ),
      )?.[1]
    expect(whenOf(['1.9', '1.10'])).toBe('"<1.18"')
    expect(whenOf(['1.18', '1.26'])).toBe('">=1.18"')
    expect(whenOf(['1.10', '1.18'])).toBe('">=1.10 <1.26"')
    expect(whenOf(['1.9', '1.26'])).toMatch(/^\[(1\.26, 1\.9|1\.9, 1\.26)\]$/)
    expect(whenOf(['1.10'])).toBe('1.10')
    expect(whenOf(['1.9', '1.10', '1.18', '1.26'])).toBeUndefined()
  })

  test('general entries come before narrower ones, each with what was seen in one line', () => {
    const cells = ['a', 'b'].map((profile) =>
      cell({
        profile,
        findings: [profile === 'a' ? held : passed('delivery/live'), finding('delivery/x y', 'is: odd')],
      }),
    )
    expect(proposeExpectations(cells)).toBe(
      [
        '- expect:',
        '    "delivery/x y": "is: odd"',
        '  reason: "not explained yet; seen: is: odd"',
        '- when: { profile: a }',
        '  expect:',
        '    delivery/live: held-until-bytes',
        '  reason: "not explained yet; seen: held-until-bytes"',
        '',
      ].join('\n'),
    )
  })

  test('the entry that explains most comes first, whichever cell was seen first', () => {
    const deviating = ['a x', 'b y', 'c y']
    const cells = ['a', 'b', 'c'].flatMap((profile) =>
      ['x', 'y'].map((origin) => {
        const deviates = deviating.includes(`${profile} ${origin}`)
        return cell({ profile, axes: { origin }, findings: [deviates ? held : passed('delivery/live')] })
      }),
    )
    expect(proposeExpectations(cells).match(/when: .*/g)).toEqual([
      'when: { profile: [b, c], origin: y }',
      'when: { profile: a, origin: x }',
    ])
  })

  test('a build without a version is told by its name', () => {
    const cells = ['nginx-custom', 'nginx-1.26.3-x'].map((build, at) =>
      cell({ build, findings: [at === 0 ? held : passed('delivery/live')] }),
    )
    expect(proposeExpectations(cells)).toContain('- when: { build: nginx-custom }')
  })

  test('nothing to propose where nothing deviates', () => {
    expect(proposeExpectations([])).toBe('')
    expect(proposeExpectations([cell({ findings: [passed('delivery/live')] })])).toBe('')
  })

  test('whatever was seen, what is proposed expects exactly it', () => {
    const outcome = fc.constantFrom('live', 'live', 'held', 'cut', 'noisy', 'refused')
    const grid = ['a', 'b'].flatMap((profile) =>
      ['delivery', 'idle'].flatMap((scenario) =>
        ['x', '6 0'].flatMap((origin) =>
          ['1.9', '1.10', '1.30'].map((version) => ({ profile, scenario, origin, version })),
        ),
      ),
    )
    fc.assert(
      fc.property(fc.array(outcome, { minLength: grid.length, maxLength: grid.length }), (outcomes) => {
        const cells = grid.map(({ profile, scenario, origin, version }, index) => {
          const observed = outcomes[index] ?? 'live'
          const place = { profile, scenario, axes: { origin }, build: `nginx-${version}-path` }
          if (observed === 'refused') return cell({ ...place, outcome: { state: 'refused', message: 'm' } })
          const results = { live: 'pass', noisy: 'noisy' } as const
          const result = results[observed as 'live'] ?? 'fail'
          return cell({ ...place, findings: [finding(`${scenario}/live`, observed, { outcome: result })] })
        })
        const proposed = parseExpectations(proposeExpectations(cells), FILE)
        const compared = applyExpectations(proposed, cells, { unfiltered: true })
        const against = new Set(compared.cells.flatMap((one) => one.findings.map((result) => result.against)))
        expect([...against].filter((word) => word !== 'as-expected' && word !== 'unlisted')).toEqual([])
        expect(compared.stale.filter(({ message }) => !message.startsWith('no criterion'))).toEqual([])
      }),
    )
  })
})
