import { expect, it } from 'vitest'
import { parseNginx } from './config.ts'
import { parseTime, timersOf } from './timers.ts'

it.for([
  ['60', 60_000],
  ['60s', 60_000],
  ['1h30m', 5_400_000],
  ['1h 30m', 5_400_000],
  ['500ms', 500],
  ['1d', 86_400_000],
  ['0', 0],
  ['soon', undefined],
  ['', undefined],
  ['-1', undefined],
] as const)('%s', ([text, ms]) => {
  expect(parseTime(text)).toBe(ms)
})

it('a line whose variable has no value is left out: what holds instead is no limit that is known', () => {
  const blocks = (...texts: string[]) => texts.map((text) => parseNginx(text, 'a.conf'))
  const idle = { directive: 'proxy_read_timeout', limits: 'idle' }
  const open = { where: 'a.conf:1', says: 'proxy_read_timeout \x24{READ_TIMEOUT}s' }
  const line = 'proxy_read_timeout \x24{READ_TIMEOUT}s;'
  expect(timersOf(blocks(line))).toEqual([{ ...idle, ms: 60_000, where: 'default', open }])
  expect(timersOf(blocks(line, '\nproxy_read_timeout 90s;'))).toEqual([
    { ...idle, ms: 90_000, where: 'a.conf:2', open },
  ])
  expect(timersOf(blocks('proxy_read_timeout 90s;', line))).toEqual([{ ...idle, ms: 90_000, where: 'a.conf:1' }])
  expect(timersOf(blocks('proxy_read_timeout soon;'))).toEqual([])
})
