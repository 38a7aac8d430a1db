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

describe('a remedy that takes something from a whole site', () => {
  const costing: Remedy = { ...remedy('cache off', 2, 0), costs: 'the cache' }
  const withNarrower = (narrow: number): RouteReport => ({
    ...report(costing, costing),
    narrower: { ...remedy('cache off', 2, narrow), diff: 'narrow', path: '/sse/' },
  })

  it('is made for a path alone where that is verified', () => {
    const { combined, narrower, failing } = offered(withNarrower(0))
    expect(combined).toMatchObject({
      diff: 'narrow',
      path: '/sse/',
      titles: ["for /sse/ alone (write your stream's path for it): cache off"],
    })
    expect(narrower).toBeUndefined()
    expect(failing[0]?.remedy).toBeUndefined()
    expect(failing[0]?.harmful).toEqual([
      { title: 'cache off', worsened: ['the cache; streams can have a place of their own'] },
    ])
  })

  it('is not offered where streams have a place of their own', () => {
    const { combined, failing } = offered(report(costing, costing), '`location /live` (a.conf:7)')
    expect(combined).toBeUndefined()
    expect(failing[0]?.harmful).toEqual([
      { title: 'cache off', worsened: ['the cache; streams have a place of their own, `location /live` (a.conf:7)'] },
    ])
  })

  it('is offered where there is no other place, and another one is offered in any case', () => {
    expect(offered(report(costing, costing)).combined).toBe(costing)
    expect(offered(withNarrower(3)).combined).toBe(costing)
    const free = remedy('buffering off', 2, 0)
    expect(offered(report(free, free), 'location /live').combined).toBe(free)
  })
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

describe('what the application can do instead', () => {
  const withApplication = (own: Remedy, application: Remedy): RouteReport => {
    const whole = report(own)
    return offered({ ...whole, application, failing: whole.failing.map((one) => ({ ...one, application })) })
  }

  it('is offered, for the route and for the finding, where no more fails with it', () => {
    const application = remedy('send a field', 2, 1)
    const found = withApplication(remedy('x', 2, 1), application)
    expect(found.application).toBe(application)
    expect(found.failing[0]).toMatchObject({ application, harmful: [] })
  })

  it('is not where more fails with it; the change of the configuration is', () => {
    const own = remedy('x', 2, 1)
    const { application, failing } = withApplication(own, remedy('send a field', 2, 3))
    expect(application).toBeUndefined()
    expect(failing[0]).toMatchObject({ remedy: own, harmful: [{ title: 'send a field' }] })
    expect(failing[0]).not.toHaveProperty('application')
  })
})

it('a change of two lines is harmful where the change for all of it has only one of them', () => {
  const own = { ...remedy('x', 2, 3), titles: ['x', 'z'] }
  const { failing } = offered(report(own, { ...remedy('x', 2, 0), titles: ['x', 'y'] }))
  expect(failing[0]?.harmful.map(({ title }) => title)).toEqual(['x, and z'])
})

it('a report without remedies has none afterwards', () => {
  const { remedy: _, ...failure } = report(remedy('x', 2, 1)).failing[0] as Failure
  const found = offered({ ...report(remedy('x', 2, 1)), failing: [failure] })
  expect(found).not.toHaveProperty('combined')
  expect(found).not.toHaveProperty('application')
  expect(found.failing).toEqual([failure])
})
