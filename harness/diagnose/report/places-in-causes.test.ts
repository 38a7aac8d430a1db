/** The reason of a cause may name a second place: both places are those of the user's files. */
import { expect, it } from 'vitest'
import { asWritten } from '../search/changed-session.ts'
import type { Failure } from './report.ts'
import { causesAsTyped } from './user-paths.ts'

const failure = (where: string, why: string): Failure => ({
  criterion: 'heartbeat/quiet',
  kind: 'optimal',
  title: '',
  observed: [],
  actual: '',
  cells: [],
  causes: [{ name: 'ProxyPass', where, says: '', why, doc: '' }],
  harmful: [],
  tried: 1,
})

it('in the numbers of the files before the change', () => {
  const [cause] = asWritten(
    failure('a.conf:1', 'used (a.conf:2)'),
    { 'a.conf': 'b\nc\n' },
    { 'a.conf': 'a\nb\nc\n' },
  ).causes
  expect(cause).toMatchObject({ where: 'a.conf:2', why: 'used (a.conf:3)' })
})

it('under the names that were typed', () => {
  const named = (where: string) => `conf/${where}`
  const names = { named, inText: (text: string) => text.replace('(a.conf:2)', `(${named('a.conf:2')})`) }
  const [cause] = causesAsTyped(failure('a.conf:1', 'used (a.conf:2)'), names).causes
  expect(cause).toMatchObject({ where: 'conf/a.conf:1', why: 'used (conf/a.conf:2)' })
})

it('for a default that applies to another block than the route: of that block', () => {
  const { where: _, ...byDefault } = { ...failure('', '').causes[0], name: '', says: '', why: '', doc: '' }
  const near = { ...failure('', ''), causes: [{ ...byDefault, near: 'a.conf:1' }] }
  expect(asWritten(near, { 'a.conf': 'b\n' }, { 'a.conf': 'a\nb\n' }).causes[0]).toMatchObject({ near: 'a.conf:2' })
  const named = (where: string) => `conf/${where}`
  expect(causesAsTyped(near, { named, inText: (text) => text }).causes[0]).toMatchObject({ near: 'conf/a.conf:1' })
})
