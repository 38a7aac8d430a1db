import { expect, it } from 'vitest'
import { explainFailure } from './start-failure.ts'

const replaced = [
  { where: 'a.conf:1', was: 'listen 80;', is: 'listen 127.83.4.7:40001;', why: '' },
  { where: 'a.conf:2', was: 'listen 8080 reuseport;', is: 'listen unix:/tmp/x/run/listen-1.sock reuseport;', why: '' },
]

it('a message about what was substituted says what it was', () => {
  const message = 'setsockopt(SO_REUSEPORT) run/listen-1.sock failed (95: Operation not supported)'
  expect(explainFailure(message, replaced, '/tmp/x')).toBe(
    `${message}; a substitution of the sandbox is at fault, not the configuration: \`listen 8080 reuseport;\` became \`listen unix:/tmp/x/run/listen-1.sock reuseport;\` (a.conf:2)`,
  )
})

it.for(['invalid port in "80x" of the "listen" directive', 'invalid parameter "reuseport"', ''])(
  "a message about the user's own words stays as it is: %s",
  (message) => {
    expect(explainFailure(message, replaced, '/tmp/x')).toBe(message)
  },
)
