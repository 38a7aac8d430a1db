import { expect, it } from 'vitest'
import { notWithoutIsolation, reachesOut } from './audit-refusals.ts'

it('keeps a name with line breaks in one line', () => {
  expect(reachesOut('a\nb', 'a.conf:3').message).not.toContain('\n')
  expect(notWithoutIsolation('a\nb', 'a.conf:3', 'it runs programs').message).not.toContain('\n')
})

it('says where and why', () => {
  const message = '"exec" is not allowed without isolation: it runs programs'
  expect(notWithoutIsolation('exec', 'a.conf:3', 'it runs programs')).toMatchObject({ message, where: 'a.conf:3' })
  expect(reachesOut('exec', 'a.conf:3')).toMatchObject({ code: 'unsafe-config', where: 'a.conf:3' })
})
