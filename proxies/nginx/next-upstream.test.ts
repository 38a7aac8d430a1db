import { expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const titles = (line: string): string[] =>
  remedies
    .candidates(
      {
        config: { 'a.conf': `server { location / { proxy_pass http://app; ${line} } }` },
        build,
      },
      { criterion: 'retry-replay/post-once', observed: ['again'] },
    )
    .map(({ title }) => title)

it('a POST that is sent twice: non_idempotent goes first, so that other requests may still go to another server', () => {
  const [off, taken] = ['set proxy_next_upstream off', 'take non_idempotent out of proxy_next_upstream']
  expect(titles('proxy_next_upstream error http_502 non_idempotent;').slice(0, 2)).toEqual([taken, off])
  expect(titles('proxy_next_upstream error;')).not.toContain(taken)
  expect(titles('proxy_next_upstream error;')[0]).toBe(off)
})
