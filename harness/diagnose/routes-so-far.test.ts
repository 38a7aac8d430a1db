import { expect, test } from 'vitest'
import type { RouteReport } from './report/report.ts'
import { createRoutesSoFar } from './routes-so-far.ts'

const report = (path: string) => ({ path }) as RouteReport

test('an interruption names what was finished, what was found, and what was not begun', () => {
  const routes = createRoutesSoFar(['/a/', '/b/', '/c/', '/d/'])
  routes.begin(0, { notes: () => ['a fails'] })
  routes.begin(1, { notes: () => ['b fails'] })
  routes.finish(1, report('/b/'))
  expect(routes.finished()).toEqual([report('/b/')])
  expect(routes.notes()).toEqual(['a fails', 'Not begun when the check was interrupted: /c/, /d/.'])
  routes.finish(0, report('/a/'))
  expect(routes.finished()).toEqual([report('/a/'), report('/b/')])
})

test('nothing is left over where all are finished', () => {
  const routes = createRoutesSoFar(['/a/'])
  routes.begin(0, { notes: () => ['a fails'] })
  routes.finish(0, report('/a/'))
  expect(routes.notes()).toEqual([])
})
