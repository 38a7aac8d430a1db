import { expect, it } from 'vitest'
import { tooMany } from './too-many.ts'

it('names the first one that is too many', () => {
  expect(tooMany(2000, 'servers', { file: 'a.conf', line: 9 })).toMatchObject({
    code: 'bad-config',
    message: 'more than 2000 servers',
    where: 'a.conf:9',
  })
})
