import { expect, test } from 'vitest'
import { FRAMEWORKS, type Framework, hintsFor } from './hints.ts'
import { REMEDIES } from './remedy.ts'

const codeOf = (framework: Framework, id: (typeof REMEDIES)[number]['id']): string =>
  hintsFor(
    framework,
    REMEDIES.filter((one) => one.id === id),
  )[0]?.code ?? ''

/** What `app.use(compression(…))` of the hint was given. */
function expressFilter(): (type: string) => boolean {
  let filter: ((req: unknown, res: unknown) => boolean) | undefined
  const compression = (options: { filter: typeof filter }): void => {
    filter = options.filter
  }
  compression.filter = () => true
  new Function('app', 'compression', codeOf('express', 'identity'))({ use: () => {} }, compression)
  return (type) => filter?.({}, { getHeader: () => type }) ?? true
}

test('the filter for Express recognises the Content-Type with the charset that Express appends', () => {
  const isCompressed = expressFilter()
  expect(isCompressed('text/event-stream; charset=utf-8')).toBe(false)
  expect(isCompressed('text/event-stream')).toBe(false)
  expect(isCompressed('text/html; charset=utf-8')).toBe(true)
})

test('hints for Python set header fields on a response, not on a name that no view has', () => {
  for (const framework of ['flask', 'starlette', 'django'] as const)
    for (const id of ['accel', 'no-transform'] as const)
      expect(codeOf(framework, id)).toMatch(/^response(?:\.headers)?\[/)
})

test('a heartbeat needs no other package, and no loop that waits for less than the interval', () => {
  expect(codeOf('starlette', 'heartbeat')).not.toContain('EventSourceResponse')
  for (const framework of ['flask', 'starlette'] as const) {
    const code = codeOf(framework, 'heartbeat')
    expect(code).toContain('def with_heartbeat(events, every=15)')
    expect(code).toContain(String.raw`":\n\n"`)
  }
})

test('the thread that waits for the events of a Flask view knows its request', () => {
  // The context is that of the call; the body of a generator runs later, when there is none.
  const code = codeOf('flask', 'heartbeat')
  expect(code.indexOf('copy_context()')).toBeLessThan(code.indexOf('def beat():'))
  expect(code).toContain('target=context.run')
})

test('PHP flushes its own output buffer, not only the server', () => {
  for (const id of ['comment', 'heartbeat'] as const) expect(codeOf('php', id)).toContain('ob_end_flush()')
})

test('every framework has code for the header fields, a comment and a heartbeat', () => {
  for (const framework of FRAMEWORKS)
    for (const id of ['accel', 'no-transform', 'comment', 'heartbeat'] as const)
      expect(codeOf(framework, id), `${framework} ${id}`).not.toBe('')
})
