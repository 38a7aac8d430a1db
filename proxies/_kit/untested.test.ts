import { expect, it } from 'vitest'
import { bodyFilterOf, markUntested } from './untested.ts'

interface Line {
  readonly where: string
  readonly name: string
}

const replaced = [
  { where: 'a.conf:1', was: 'Filter on', is: '', why: 'no such module' },
  { where: 'a.conf:1', was: 'log /var/log/x', is: 'log off', why: 'kept elsewhere' },
  { where: 'a.conf:2', was: 'filter on', is: '', why: 'no such module' },
]
const mark = (holding: readonly Line[]) =>
  markUntested(replaced, holding, {
    keyOf: ({ where, name }) => [where, name],
    nameOf: (line) => line.split(' ')[0]?.toLowerCase() ?? '',
    untested: ({ name }) => (name === 'filter' ? { kind: 'module', name: 'mod_filter' } : undefined),
  })

it('marks a line by its place and its name, where it holds for the route', () => {
  const marked = mark([
    { where: 'a.conf:1', name: 'filter' },
    { where: 'a.conf:1', name: 'log' },
  ])
  expect(marked.map(({ untested }) => untested?.name)).toEqual(['mod_filter', undefined, undefined])
})

it('leaves the lines as they are where nothing of the route is untested', () => {
  expect(mark([{ where: 'a.conf:1', name: 'log' }])).toEqual(replaced)
})

it('finds the module of a directive by the first fitting name', () => {
  const filters = [[/^sec/, 'security'] as const, [/^secure/, 'another'] as const]
  expect(bodyFilterOf(filters, 'secure_rules')).toBe('security')
  expect(bodyFilterOf(filters, 'listen')).toBeUndefined()
})
