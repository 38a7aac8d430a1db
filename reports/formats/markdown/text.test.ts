import { expect, test } from 'vitest'
import { capital } from './text.ts'

test('a sentence begins with a capital letter, a name keeps its own', () => {
  expect(['a plain proxy', 'über alles', 'h2c', ''].map(capital)).toEqual(['A plain proxy', 'Über alles', 'h2c', ''])
  for (const name of ['proxy_buffering is on', 'text/event-stream', 'mod_sed', 'X-Accel-Buffering'])
    expect(capital(name)).toBe(name)
})
