import { expect, it } from 'vitest'
import type { Failing } from '../report/describe.ts'
import type { Examination } from '../session.ts'
import { innateOf } from './product-limitations.ts'
import type { CaseRun } from './variant-runner.ts'

const TAIL = 'delivery/chunked/60/h1'
const LIMITATION = { says: 'the module sends them late', doc: '', bare: { 'bare.conf': '' } }
const failing = {
  verdict: { criterion: 'delivery/head-first' },
  front: 'h1',
  observed: ['delayed'],
  cells: [TAIL],
} as unknown as Failing

function innateFor(
  route: { readonly target: string; readonly servers?: readonly string[] },
  bare = 'fail',
  ids: string[] = [],
  limitation = LIMITATION,
) {
  const ran = {
    tail: TAIL,
    cell: { scenario: { id: 'delivery' } },
    trace: { outcome: { state: 'complete' } },
    judged: [{ criterion: { id: 'head-first', kind: 'optimal' }, finding: { outcome: bare } }],
  } as unknown as CaseRun
  const given = {
    variants: {
      variant: ({ id }: { readonly id: string }) => {
        ids.push(id)
        return { run: async () => ran }
      },
    },
    route,
    profile: { id: 'app' },
    situation: { build: {} },
    remedies: {
      innate: (_: unknown, __: unknown, target: string) => (target.startsWith('h2c:') ? limitation : undefined),
    },
  } as unknown as Examination
  return innateOf(given, failing)
}

it.each([
  ['its own address', { target: 'h2c://a' }, true],
  ['another protocol', { target: 'http://a' }, false],
  ['each server of a group', { target: 'balancer://app', servers: ['h2c://a', 'h2c://b'] }, true],
  ['one server of a group', { target: 'balancer://app', servers: ['h2c://a', 'http://b'] }, false],
  ['a group whose servers are not known', { target: 'balancer://app' }, false],
])('a limitation of what passes requests on holds for %s', async (_, route, holds) => {
  expect((await innateFor(route)) !== undefined).toBe(holds)
  expect(await innateFor(route, 'pass')).toBeUndefined()
})

it('two minimal configurations are two variants: the one that runs first must not answer for both', async () => {
  const ids: string[] = []
  const other = { ...LIMITATION, bare: { 'bare.conf': 'ProxyPass /sse/ http://app/sse/' } }
  for (const one of [LIMITATION, other, LIMITATION]) await innateFor({ target: 'h2c://a' }, 'fail', ids, one)
  expect(new Set(ids).size).toBe(2)
  expect(ids[0]).toBe(ids[2])
})
