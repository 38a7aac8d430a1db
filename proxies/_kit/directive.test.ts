import { expect, it } from 'vitest'
import { walkAll, whereOf } from './directive.ts'

interface Section {
  readonly name: string
  readonly inner?: readonly Section[]
}

const tree: readonly Section[] = [
  { name: 'a', inner: [{ name: 'b', inner: [{ name: 'c' }] }, { name: 'd' }] },
  { name: 'e', inner: [] },
]

it('gives outer directives before what is in them', () => {
  expect([...walkAll(tree, ({ inner }) => inner)].map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('does not look into a block that holds no directives', () => {
  const innerOf = ({ name, inner }: Section) => (name === 'b' ? undefined : inner)
  expect([...walkAll(tree, innerOf)].map(({ name }) => name)).toEqual(['a', 'b', 'd', 'e'])
})

it('names a place by file and line', () => {
  expect(whereOf({ file: 'sites/app.conf', line: 12 })).toBe('sites/app.conf:12')
})
