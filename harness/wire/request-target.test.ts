import { expect, test } from 'vitest'
import { decodePath, encodePath, nameFromTarget, nameInTarget, targetFor } from './request-target.ts'

test.for([
  ['/sse/', '/sse/'],
  ['/straße/', '/stra%C3%9Fe/'],
  ['/a b/', '/a%20b/'],
  // For a proxy this `%` is a literal character of the path.
  ['/a%20b/', '/a%2520b/'],
  ['/a?b#c/', '/a%3Fb%23c/'],
  ["/it's;v=1,2/@me:~/", "/it's;v=1,2/@me:~/"],
  ['/"<>\\^`{|}[]/', '/%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D/'],
  ['/😀\r\n/', '/%F0%9F%98%80%0D%0A/'],
] as const)('a request for %j has the target %j', ([path, target]) => {
  expect(encodePath(path)).toBe(target)
  expect(decodePath(target)).toBe(path)
})

test('half of a surrogate pair does not throw', () => {
  expect(encodePath('/\ud83d/')).toBe('/%EF%BF%BD/')
})

test.for([
  ['/straße/', '/straße/'],
  ['/events?topic=a%20b', '/events'],
  ['/100%/', '/100%/'],
] as const)('of %j that somebody typed, %j is the path', ([typed, path]) => expect(decodePath(typed)).toBe(path))

test.for([
  ['/', '/t/c'],
  ['/a b/', '/a%20b/t/c'],
  ['/a', '/a?/t/c'],
  ['/a/?', '/a/?/t/c'],
  ['/?', '/?/t/c'],
] as const)('%s is requested as %s', ([path, target]) => {
  expect(targetFor(path, 't/c')).toBe(target)
})

test.for(['stream', 'beats-95', 'no-content-204', 'c', 'é'])('the name %s is in a target without its words', (name) => {
  const written = nameInTarget(name)
  expect(written).toMatch(/^c[0-9a-f]+$/)
  expect(nameFromTarget(written)).toBe(name)
})

test('a component of another form is a name as it is', () => {
  expect(['c', 'stream', 'c1', ''].map(nameFromTarget)).toEqual(['c', 'stream', 'c1', ''])
})
