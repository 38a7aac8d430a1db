import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

it('gives up on includes that lead nowhere, when there are more than anybody has', () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `include *x${index}*.conf;\n`).join('')
  expect(() => adapter.prepare({ 'app.conf': lines }, site, build)).toThrow('more than 2000 includes')
})
