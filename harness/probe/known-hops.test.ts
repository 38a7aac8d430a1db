/** Each hop's file: complete, and with a source for each claim. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadKnownHops } from './known-hops.ts'

const FOLDER = join(import.meta.dirname, 'hops')
const text = { type: 'string', minLength: 1 }
const source = { type: 'string', pattern: '^https://' }
const of = (properties: Record<string, object>, optional: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})
const listOf = (items: object): object => ({ type: 'array', items })
const isHop = new Ajv().compile(
  of(
    {
      title: text,
      checked: { type: 'string', pattern: String.raw`^20\d\d-\d\d-\d\d$` },
      seen: text,
      variantOf: text,
      recognise: listOf(of({ field: { type: 'string', pattern: '^[a-z-]+$' }, matches: text }, ['matches'])),
      errorAnswer: text,
      limits: listOf(
        of({
          kind: { enum: ['idle', 'total', 'first-byte'] },
          seconds: { type: 'number', exclusiveMinimum: 0 },
          says: text,
          source,
        }),
      ),
      settings: listOf(of({ trouble: { enum: ['buffered', 'closed', 'compressed'] }, says: text, source })),
      notes: listOf(of({ says: text, source })),
      sources: listOf(source),
    },
    ['seen', 'variantOf', 'errorAnswer', 'notes', 'sources'],
  ),
)
const written = readdirSync(FOLDER).map((file) => [file, parse(readFileSync(join(FOLDER, file), 'utf8'))] as const)
const hops = await loadKnownHops()

test.for(written)('%s has what it needs, and nothing else', ([, hop]) => {
  isHop(hop)
  expect(isHop.errors ?? []).toEqual([])
})

test('a claim without a source, or a hop without a date, is found', () => {
  expect(isHop({ title: 'a', checked: '2026-11-29', recognise: [], limits: [], settings: [] })).toBe(true)
  expect(isHop({ title: 'a', recognise: [], limits: [], settings: [] })).toBe(false)
  const limits = [{ kind: 'idle', seconds: 60, says: 'a' }]
  expect(isHop({ title: 'a', checked: '2026-11-29', recognise: [], limits, settings: [] })).toBe(false)
})

test.for(hops.map((hop) => [hop.id, hop] as const))(
  '%s can be recognised, and says where its data is from',
  ([, hop]) => {
    const isKind = hops.some(({ id }) => id === hop.variantOf)
    expect(hop.recognise.length > 0 || hop.errorAnswer !== undefined || isKind).toBe(true)
    if (hop.variantOf !== undefined) expect(isKind).toBe(true)
    const claims = [...hop.limits, ...hop.settings, ...hop.notes].length
    expect(claims > 0 || hop.sources.length > 0 || hop.seen !== undefined).toBe(true)
  },
)
