import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KnownScenarios, parseExpectations } from './parse.ts'

const FILE = 'proxies/nginx/expect.yaml'
const known: KnownScenarios = [
  {
    id: 'delivery',
    axes: { origin: ['chunked', 'close-delimited'] },
    criteria: [
      {
        id: 'live',
        kind: 'required',
        title: '',
        classes: ['live', 'held-until-bytes', 'held-until-end'],
        judge: () => {
          throw new Error('not asked')
        },
      },
    ],
  },
]

describe('parsing', () => {
  test('keeps text as it is written, values as lists, and the line', () => {
    const text =
      '# why\n\n- when: { profile: [a, b], event: 60, version: ">=1.10 <1.29.7" }\n  expect: { delivery/live: held-until-end }\n  reason: x\n'
    expect(parseExpectations(text, FILE)).toEqual([
      {
        where: `${FILE}:3`,
        when: { profile: ['a', 'b'], event: ['60'], version: ['>=1.10 <1.29.7'] },
        expect: { 'delivery/live': 'held-until-end' },
        reason: 'x',
      },
    ])
    expect(parseExpectations('# nothing deviates\n', FILE, known)).toEqual([])
  })

  const wrong: readonly [text: string, line: number, message: RegExp][] = [
    ['- when: { orgin: chunked }\n  expect: { delivery/live: live }\n  reason: x', 1, /no "orgin"/],
    ['- expect:\n    delivery/live: held-until-byte\n  reason: x', 2, /no class "held-until-byte"/],
    ['- expect: { state: refuse }\n  reason: x', 1, /no class "refuse"/],
    ['- expct: { delivery/live: live }\n  reason: x', 1, /no "expct"/],
    ['- expect: { delivery/live: live }', 1, /reason/],
    ['- reason: x', 1, /needs "expect"/],
    ['- expect: {}\n  reason: x', 1, /expects nothing/],
    ['- when: { version: "before 1.29" }\n  expect: { delivery/live: live }\n  reason: x', 1, /version condition/],
    ['when: {}', 1, /list of entries/],
    ['- just words', 1, /must be a map/],
    ['-', 1, /must be a map/],
    ['- when: { profile: }\n  expect: { state: refused }\n  reason: x', 1, /profile/],
    ['- expect: { a/b: [c, d] }\n  reason: x', 1, /one class/],
    ['- expect: { a: b\n', 2, /./],
    ['- expect: { state: refused }\n  reason: "a\\nb"', 2, /needs a reason, in one line/],
    ['- expect: { state: refused }\n  reason: " "', 2, /needs a reason/],
    ['- expect: { state: refused }\n  reason: [x]', 2, /needs a reason/],
    ['- when:\n    profile: []\n  expect: { state: refused }\n  reason: x', 2, /"profile" needs a value/],
    ['- when: { profile: [[a]] }\n  expect: { state: refused }\n  reason: x', 1, /"profile" needs a value/],
    ['- expect:\n    [a]: b\n  reason: x', 2, /a name is missing in expect/],
    ['- expect: [a]\n  reason: x', 1, /expect must be a map/],
    [
      '- expect: &e { state: refused }\n  reason: x\n-\n  when: { version: [1.2, x] }\n  expect: *e\n  reason: x',
      4,
      /"x" is no version/,
    ],
    ['- expect: { other/live: held }\n  when: { origin: }\n  reason: x', 2, /"origin"/],
    ['- reason: a\n  reason: b\n  expect: { a/b: c }', 2, /unique/],
  ]
  test.for(wrong)('%j is refused at line %i', ([text, line, message]) => {
    expect(() => parseExpectations(text, FILE, known)).toThrow(
      expect.objectContaining({
        code: 'bad-expectation',
        where: `${FILE}:${line}`,
        message: expect.stringMatching(message),
      }),
    )
  })

  test('any class of a criterion may be expected, and that it passes or does not apply', () => {
    const read = (name: string, of = known) =>
      parseExpectations(`- expect: { ${name} }\n  reason: " x "`, FILE, of).map((entry) => [entry.expect, entry.reason])
    for (const observed of ['live', 'held-until-end', 'not-applicable', 'pass']) {
      expect(read(`delivery/live: ${observed}`)).toEqual([[{ 'delivery/live': observed }, 'x']])
    }
    for (const state of ['refused', 'proxy-died', 'not-applicable', 'pass'])
      expect(read(`state: ${state}`)).toHaveLength(1)
    // An unknown criterion may have any class: its existence is checked elsewhere.
    expect(read('other/live: x')).toEqual([[{ 'other/live': 'x' }, 'x']])
    const [one] = known
    const more =
      one === undefined
        ? []
        : [{ ...one, criteria: one.criteria.map((each) => ({ ...each, id: 'first', classes: ['y'] })) }, one]
    expect(read('delivery/live: live', more)).toHaveLength(1)
  })

  test('an entry without conditions holds everywhere', () => {
    expect(parseExpectations('- expect: { state: refused }\n  reason: x', FILE)[0]?.when).toEqual({})
  })

  test('advice is given where there is some', () => {
    const adviceOf = (text: string): unknown => {
      try {
        return parseExpectations(text, FILE, known)
      } catch (error) {
        return (error as { advice?: string }).advice
      }
    }
    expect(adviceOf('- reason: x')).toBeUndefined()
    expect(adviceOf('- expect: { delivery/live: lve }\n  reason: x')).toBe(
      'Did you mean "live"? Known: live, held-until-bytes, held-until-end, not-applicable, pass.',
    )
  })

  test('the advice names the nearest right word', () => {
    expect(() => parseExpectations(wrong[0]?.[0] ?? '', FILE, known)).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('Did you mean "origin"') }),
    )
  })

  test('any text is either read or refused with its place', () => {
    const piece = fc.constantFrom(
      '- ',
      'when',
      'expect',
      'reason',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '\n',
      '  ',
      '&a ',
      '*a',
      '|',
      '"',
      'x',
      '? ',
      '!!',
      '---\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        try {
          parseExpectations(pieces.join(''), FILE, known)
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-expectation', where: expect.stringMatching(/:\d+$/) })
        }
      }),
      { numRuns: 500 },
    )
  })
})
