import { expect, test } from 'vitest'
import { saysOfReplaced } from './prefix-replaced.ts'

const says = (prefix: string, path: string) => saysOfReplaced(prefix, path, (longer) => `place ${longer}`)

test.for([
  ['/a', '/', 'a request for /a/x reaches the application as //x; `place /a/` with the same target was probably meant'],
  [
    '/a',
    '/b/',
    'a request for /a/x reaches the application as /b//x; `place /a/` with the same target was probably meant',
  ],
  ['/a/', '/b', 'a request for /a/x reaches the application as /bx; a target that ends in /b/ was probably meant'],
  ['/', '/b', 'a request for /x reaches the application as /bx; a target that ends in /b/ was probably meant'],
  ['/a/', '/', undefined],
  ['/a', '/b', undefined],
  ['/', '/', undefined],
  ['/glass/', '/', undefined],
  // The application uses the same prefix, or another one that it was configured with.
  ['/sse', '/sse', undefined],
  ['/mcp/', '/tools/', undefined],
] as const)('%s → %s', ([prefix, path, text]) => {
  expect(says(prefix, path)).toBe(text)
})

test('an application that sends addresses in its events does not know of the prefix', () => {
  expect(says('/mcp/editor/', '/')).toMatch(/^requests reach the application without \/mcp\/editor, so an address/)
  expect(says('/mcp', '')).toMatch(/^requests reach the application without \/mcp,/)
  expect(says('/mcp', '/')).toMatch(
    /^a request for \/mcp\/x .* meant, and requests reach the application without \/mcp,/,
  )
})
