import { expect, test } from 'vitest'
import { build, profileOf } from '../../../proxies/faulty/adapter.ts'
import { scenario as delivery } from '../../../scenarios/delivery/scenario.ts'
import { plan } from '../../matrix/plan.ts'
import { createReader, createWriter } from './wire-cells.ts'

const profiles = ['a', 'b'].map((id) => ({ ...profileOf(), id }))
const { cells, controls } = plan({ scenarios: [delivery], profiles, builds: [build], runtime: 'local' })

test('test cases come out as they went in; a profile and a build are sent once, and keep their identity', () => {
  const write = createWriter()
  const read = createReader([delivery])
  const pass = (some: Parameters<typeof write>[0]) => read(JSON.parse(JSON.stringify(write(some))))
  const some = [...controls, ...cells.filter(({ profile }) => profile.id === 'a')]
  const first = pass(some)
  expect(first).toEqual(some)
  const wire = write(cells)
  // Only `b` is new.
  expect(wire.profiles.map(({ id }) => id)).toEqual(['b'])
  expect(wire.builds).toEqual([])
  const [again] = read(JSON.parse(JSON.stringify(wire)))
  const before = first.find(({ kind }) => kind === 'route')
  expect(again?.kind === 'route' && before?.kind === 'route' && again.profile === before.profile).toBe(true)
})

test('a scenario that the worker does not have is an error, not another scenario', () => {
  expect(() => createReader([])(createWriter()(cells))).toThrow('no scenario is called delivery')
})
