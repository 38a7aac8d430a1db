import { expect, test } from 'vitest'
import { openStream } from './observation.fixture.ts'
import type { Observation } from './observation.ts'
import { afterResume } from './resume.ts'

const withIds = (...ids: string[]): Observation => ({
  ...openStream,
  events: ids.map((id, t) => ({ t, id, digest: `${t}` })),
})
const seen = withIds('1', '2', '3', '4')
const ended: Observation = {
  ...seen,
  end: { after: 1, silence: 0, message: 'complete', socket: 'open', code: '' },
}
const refused = (status: number): Observation => ({ ...withIds(), head: { ...openStream.head, status } })

test.for<[string, Observation, Observation, string, string]>([
  ['the next event', seen, withIds('5'), 'resumes', 'note'],
  ['from the beginning', seen, withIds('1'), 'resume-repeats', 'degraded'],
  ['the named event itself', seen, withIds('4'), 'resume-repeats', 'degraded'],
  ['a later event, of consecutive ones', seen, withIds('9'), 'resume-gap', 'degraded'],
  ['a later event, where ids are not consecutive', withIds('1', '3', '9'), withIds('20'), 'resumes', 'note'],
  ['another kind of id', seen, withIds('a-1'), 'resume-unknown', 'note'],
  ['ids that have no order', withIds('b2', 'a7', 'c1'), withIds('f4'), 'resume-unknown', 'note'],
  ['one id for all events', withIds('7', '7', '7'), withIds('7'), 'resume-unknown', 'note'],
  ['an error', seen, refused(500), 'resume-refused', 'broken'],
  ['204 while there was more to come', seen, refused(204), 'resume-refused', 'broken'],
  ['204 after the end of a finite stream', ended, refused(204), 'resume-stops', 'note'],
])('%s', ([, first, again, id, level]) => {
  expect(afterResume(first, again)).toMatchObject([{ id, level }])
})

test('which events are lost, and what came again', () => {
  const says = (again: string) => afterResume(seen, withIds(again))[0]?.says
  expect(says('9')).toContain('goes on with 9: 5 to 8 were not sent')
  expect(says('6')).toContain('goes on with 6: 5 was not sent')
  expect(says('4')).toContain('the event 4 itself comes again')
})
