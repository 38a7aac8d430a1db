import { describe, expect, it } from 'vitest'
import { reportOf } from '../report/report.fixture.ts'
import type { Failure, Remedy, RouteReport } from '../report/report.ts'
import { offered } from './offered.ts'

const remedy = (title: string, before: number, after: number, grade: Remedy['before']['grade'] = 'broken'): Remedy => ({
  titles: [title],
  diff: '',
  originHeaders: [],
  turns: [],
  before: { grade, headline: '', passed: 9, failed: before },
  after: { grade: 'broken', headline: '', passed: 9, failed: after },
})

function report(own: Remedy, combined?: Remedy): RouteReport {
  const [route] = reportOf('x').routes
  const [one] = route?.failing ?? []
  if (route === undefined || one === undefined) throw new Error('the fixture has a route that fails')
  const { combined: _, narrower: _narrower, application: __, ...rest } = route
  const { application: ___, ...failure }: Failure = { ...one, remedy: own, harmful: [] }
  return { ...rest, failing: [failure], ...(combined === undefined ? {} : { combined }) }
}

it('the narrower one is offered where the change that it narrows is, and it is no worse', () => {
  const withNarrower = (after: number, narrow: number): RouteReport => {
    const one = remedy('x', 2, after)
    return offered({ ...report(one, one), narrower: { ...remedy('x', 2, narrow), path: '/sse/' } })
  }
  expect(withNarrower(1, 1).narrower?.path).toBe('/sse/')
  expect(withNarrower(1, 3).narrower).toBeUndefined()
  expect(withNarrower(3, 1).narrower).toBeUndefined()
})

describe('a remedy after which more fails than before', () => {
  it('is not offered, and is listed with the reason', () => {
    const { combined, failing } = offered(report(remedy('x', 2, 3), remedy('x', 2, 3)))
    expect(combined).toBeUndefined()
    expect(failing[0]?.remedy).toBeUndefined()
    expect(failing[0]?.harmful).toEqual([
      { title: 'x', worsened: ['more than it repairs (3 findings fail with it, 2 before)'] },
    ])
  })

  it('is offered where the change for all of it repairs that too', () => {
    const joined = { ...remedy('x', 2, 0), titles: ['x', 'y'] }
    const { combined, failing } = offered(report(remedy('x', 2, 3), joined))
    expect(combined).toEqual(joined)
    expect(failing[0]?.remedy?.titles).toEqual(['x'])
    expect(failing[0]?.harmful).toEqual([])
  })

  it.for([
    ['as many fail', remedy('x', 2, 2)],
    ['it was refused before', remedy('x', 0, 3, 'refused')],
  ] as const)('is offered where %s', ([, one]) => {
    const { combined, failing } = offered(report(one, one))
    expect(combined).toBe(one)
    expect(failing[0]?.remedy).toBe(one)
  })
})
