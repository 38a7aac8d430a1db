import { expect, it } from 'vitest'
import { alone, asFolder, requestPath } from './route-paths.ts'

it.for(['/', '/api/'])('a request for %s goes below it', (path) => {
  expect(requestPath(path)).toMatch(new RegExp(`^${path}[^/]`))
})

it('a request for a path alone is for that path', () => {
  expect(requestPath('/events')).toBe('/events')
})

it('a folder has one slash at its end', () => {
  expect([asFolder('/api'), asFolder('/api/')]).toEqual(['/api/', '/api/'])
})

it('a path that ends in a slash may stand for itself alone', () => {
  expect(['/', '/a/', '/a'].map(alone)).toEqual(['/?', '/a/?', '/a'])
  expect(['/?', '/a/?'].map(requestPath)).toEqual(['/', '/a/'])
})

it('a request below a path has no word that an expression for streams has', () => {
  expect(requestPath('/')).not.toMatch(/stream|event|sse|live|push|chat|hub|mcp|notif|message|api|v\d/i)
})
