import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tellWhileQuiet } from './idle-progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what still runs is reported less and less often, and soon again after news', () => {
  const times: string[] = []
  const start = Date.now()
  const tell = (line: string): void => void times.push(`${(Date.now() - start) / 1000} ${line}`)
  using teller = tellWhileQuiet({ tell, tellRunning: (line) => tell(`(${line})`) }, () => 'still running')
  vi.advanceTimersByTime(20_000)
  expect(times).toEqual(['2.5 (still running)', '7.5 (still running)', '17.5 (still running)'])
  teller.tell('news')
  vi.advanceTimersByTime(3000)
  expect(times.slice(3)).toEqual(['20 news', '22.5 (still running)'])
  vi.advanceTimersByTime(600_000)
  expect(times.length).toBeLessThan(30)
})
