import { expect, test } from 'vitest'
import { programName } from './program-name.ts'

test('what npm runs is called by npx', () => {
  expect(programName({ npm_lifecycle_event: 'npx' })).toBe('npx sse-compat')
  expect(programName({ npm_lifecycle_event: 'start' })).toBe('npx sse-compat')
  expect(programName({})).toBe('sse-compat')
})
