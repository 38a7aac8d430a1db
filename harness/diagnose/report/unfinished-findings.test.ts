import { expect, test } from 'vitest'
import { splitUnfinished, unfinishedFindings } from './unfinished-findings.ts'

test('each finding until the interruption is reported once, failures first, its criterion first; what comes afterwards is not', () => {
  const interrupt = new AbortController()
  const found = unfinishedFindings('/events/', interrupt.signal)
  expect(found.notes()).toEqual(['nothing was found yet (unfinished; /events/)'])
  const lines = [
    'passes: resume (2 test cases)',
    'does not pass: delivery: no event arrived',
    'does not pass: heartbeat: no comment arrived',
    'fails: delivery/live: buffered',
    'warning: framing/x: not so',
    'passes: resume (2 test cases)',
  ]
  for (const line of lines) found.add(line)
  interrupt.abort()
  found.add('fails: heartbeat/quiet: closed')
  expect(found.notes()).toEqual([
    'delivery/live fails: buffered (unfinished; /events/)',
    'heartbeat does not pass: no comment arrived (unfinished; /events/)',
    'framing/x fails (a warning): not so (unfinished; /events/)',
    'resume passes (2 test cases) (unfinished; /events/)',
  ])
})

test('the notes are grouped by route, whatever its name has', () => {
  const interrupt = new AbortController()
  const routes = ['location ~ ^/(a|b) (app.example.com *:80)', 'location /c (*:80)']
  const notes = routes.flatMap((route) => {
    const found = unfinishedFindings(route, interrupt.signal)
    for (const line of ['fails: delivery/live: buffered (of all)', 'passes: resume']) found.add(line)
    return found.notes()
  })
  expect(splitUnfinished(['another note', ...notes])).toEqual({
    unfinished: routes.map((route) => ({
      route,
      findings: ['delivery/live fails: buffered (of all)', 'resume passes'],
    })),
    others: ['another note'],
  })
})
