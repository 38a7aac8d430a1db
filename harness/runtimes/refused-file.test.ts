import { expect, it } from 'vitest'
import { withUsersFile } from './refused-file.ts'

const fileNames = { 'sse-compat-files/1.conf': 'conf.d/a;b.conf' }

it('names the user’s file, at the same line', () => {
  const refusal = { message: 'Invalid command', where: 'sse-compat-files/1.conf:7' }
  expect(withUsersFile(refusal, fileNames)).toEqual({ message: 'Invalid command', where: 'conf.d/a;b.conf:7' })
})

it.for([{ where: 'httpd.conf:7' }, { where: 'sse-compat-files/2.conf:7' }, { where: 'toString:1' }, {}])(
  'leaves %j as it is',
  (refusal) => {
    expect(withUsersFile(refusal, fileNames)).toEqual(refusal)
    expect(withUsersFile(refusal)).toEqual(refusal)
  },
)
