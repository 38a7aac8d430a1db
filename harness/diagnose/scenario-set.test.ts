import { expect, it } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { askedOf } from './scenario-set.ts'

const { scenarios } = await loadCatalog()
const axesOf = (id: string, all: boolean) => askedOf(scenarios, { all }).find((one) => one.id === id)?.axes

it('by default a scenario runs with the axis values that it declares for `check`, with --all with every value', () => {
  expect(axesOf('total-cap', false)).toEqual({ within: ['300'], front: ['h1'] })
  expect(axesOf('total-cap', true)?.within).toEqual(['900', '300'])
})

it('the values for `check` are some of the axis’ own', () => {
  const foreign = scenarios.flatMap(({ id, axes, checkValues = {} }) =>
    Object.entries(checkValues).flatMap(([axis, values]) =>
      values.filter((value) => axes[axis]?.includes(value) !== true).map((value) => `${id}: ${axis}=${value}`),
    ),
  )
  expect(foreign).toEqual([])
})

it('what breaks most often is in the default set: headers, total duration, and a POST that streams and is left', () => {
  const ids = askedOf(scenarios, { all: false }).map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(['headers-first', 'total-cap', 'post-stream']))
  for (const id of ['client-leaves-busy', 'client-leaves-silent']) expect(axesOf(id, false)?.method).toContain('POST')
})

it('where the proxy’s clock can run fast, an idle stream is observed for a shorter time in real time', () => {
  const heartbeat = (hasClock: boolean, purpose?: 'mcp') =>
    askedOf(scenarios, { all: false, hasClock, ...(purpose && { for: purpose }) }).find(({ id }) => id === 'heartbeat')
  expect(heartbeat(true)?.axes).toEqual({ ...heartbeat(false)?.axes, silence: ['4'] })
  expect(heartbeat(true, 'mcp')?.axes.silence).toEqual(['4'])
  expect(askedOf(scenarios, { all: false, hasClock: true }).map(({ id }) => id)).toContain('idle-cut')
  expect(
    askedOf(scenarios, { all: true, hasClock: true }).find(({ id }) => id === 'heartbeat')?.axes.silence,
  ).toBeUndefined()
})

it('what the application always sends is tested once, and not called the value of an axis', () => {
  const shared = (...originHeader: [string, string][]) =>
    askedOf(scenarios, { all: false, originHeader }).find(({ id }) => id === 'shared-stream')
  const own = shared(['cache-control', 'max-age=60'])
  expect(own?.axes.cache).toHaveLength(1)
  expect(Object.values(own?.axisWords ?? {}).join('')).toBe('')
  const other = shared(['X-Accel-Buffering', 'no'])
  expect(other?.axes.cache?.length).toBeGreaterThan(1)
  expect(Object.values(other?.axisWords ?? {})).toContain('without Cache-Control')
})
