import { expect, it } from 'vitest'
import { failureGroups } from './failure-groups.ts'
import { reportOf } from './report.fixture.ts'
import type { Failure, RouteReport } from './report.ts'

const [route] = reportOf('words').routes
const [some] = route?.failing ?? []
if (route === undefined || some === undefined) throw new Error('a route that fails')
const { innate: _, ...plain } = some

const failure = (criterion: string, kind: Failure['kind'], isLimitation: boolean): Failure => ({
  ...plain,
  criterion,
  kind,
  causes: isLimitation ? [] : [{ name: criterion, says: '', why: '', doc: '' }],
  ...(isLimitation ? { innate: { says: criterion, doc: '' } } : {}),
})

it('a warning that only the product causes comes last, and an error of it stays in front', () => {
  const failing = [
    failure('a/error-of-the-product', 'required', true),
    failure('b/error', 'required', false),
    failure('c/limitation', 'optimal', true),
    failure('d/warning', 'optimal', false),
  ]
  const groups = failureGroups({ ...route, failing } as RouteReport)
  expect(groups.map(({ criteria: [first] }) => first.criterion)).toEqual([
    'a/error-of-the-product',
    'b/error',
    'd/warning',
    'c/limitation',
  ])
})
