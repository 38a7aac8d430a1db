import { expect, it } from 'vitest'
import type { FailureGroup } from '../failure-groups.ts'
import type { Cause, RouteReport } from '../report.ts'
import { diagnosticsOf } from './diagnostic.ts'

const route = { name: 'location /', where: 'a.conf:9' } as RouteReport
const sources = (where: string) => ({ where, line: Number(where.split(':')[1]), text: '' })
const placeFor = (cause: Partial<Cause>): string | undefined => {
  const failure = { criterion: 'x/y', kind: 'required', actual: '', when: '', causes: [{ why: '', doc: '', ...cause }] }
  const group = { criteria: [failure], isFixed: false, harmful: [] } as unknown as FailureGroup
  return diagnosticsOf(route, [group], sources)[0]?.source?.where
}

it('a default is shown at the block that it applies to: the route, or another one', () => {
  expect(placeFor({ says: 'proxy_buffering is not set' })).toBe('a.conf:9')
  expect(placeFor({ says: 'keepalive_timeout is not set in the upstream', near: 'a.conf:1' })).toBe('a.conf:1')
  expect(placeFor({ says: 'gzip on;', where: 'a.conf:5' })).toBe('a.conf:5')
})
