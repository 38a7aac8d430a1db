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
