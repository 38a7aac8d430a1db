import { expect, test } from 'vitest'
import { unfinishedFindings } from './unfinished-findings.ts'

test('each finding until the interruption is reported once, failures first, with its route; what comes afterwards is not', () => {
  const interrupt = new AbortController()
  const found = unfinishedFindings('/events/', interrupt.signal)
  expect(found.notes()).toEqual(['/events/: interrupted before anything was found'])
  for (const line of ['passes: resume', 'fails: delivery/live: buffered', 'passes: resume']) found.add(line)
  interrupt.abort()
  found.add('fails: heartbeat/quiet: closed')
  expect(found.notes()).toEqual([
    '/events/, unfinished: fails: delivery/live: buffered',
    '/events/, unfinished: passes: resume',
  ])
})
