import { describe, expect, it } from 'vitest'
import type { HeaderField } from '../model/index.ts'
import { collectOriginHeader, replacedBy } from './origin-header.ts'

describe('a response header field of the application', () => {
  it.for([
    ['X-Accel-Buffering: no', ['X-Accel-Buffering', 'no']],
    ['Cache-Control:no-cache, no-transform  ', ['Cache-Control', 'no-cache, no-transform']],
    ['Content-Type: text/event-stream; charset=utf-8', ['Content-Type', 'text/event-stream; charset=utf-8']],
    ['X-Empty:', ['X-Empty', '']],
    ['content-type: Text/Event-Stream', ['content-type', 'Text/Event-Stream']],
    ['Content-Type: text/event-stream ;charset=utf-8', ['Content-Type', 'text/event-stream ;charset=utf-8']],
    ['X-Content-Type: application/json', ['X-Content-Type', 'application/json']],
    ['Content-Type-Version: 2', ['Content-Type-Version', '2']],
    ['X-Connection: close', ['X-Connection', 'close']],
    ['Upgrade-Insecure: 1', ['Upgrade-Insecure', '1']],
    ['X-Name: caf\xe9', ['X-Name', 'caf\xe9']],
  ] as const)('%s', ([text, field]) => {
    expect(collectOriginHeader(text, [])).toEqual([field])
  })

  it('is refused with what to write instead', () => {
    const refused = { code: 'bad-option', advice: 'For example --origin-header "X-Accel-Buffering: no".' }
    expect(() => collectOriginHeader('A', [])).toThrow(expect.objectContaining(refused))
  })

  it('has room for 8 KB of fields, with the four bytes between and behind name and value', () => {
    const before: HeaderField[] = [['Name', 'x'.repeat(4000)]]
    const fits = `Name: ${'y'.repeat(8192 - 4008 - 8)}`
    expect(collectOriginHeader(fits, before)).toHaveLength(2)
    expect(() => collectOriginHeader(`${fits}y`, before)).toThrow(/more than 8192 bytes/)
  })

  it('is kept beside others, in order', () => {
    expect(collectOriginHeader('B: 2', [['A', '1']])).toEqual([
      ['A', '1'],
      ['B', '2'],
    ])
  })

  it.for([
    'X-Accel-Buffering no',
    'X Accel: no',
    ': no',
    '',
    'A: b\nC: d',
    'A: b\rC',
    'A: \x00',
    'A: \u20ac',
    'Transfer-Encoding: chunked',
    'content-length: 5',
    'Content-Encoding: gzip',
    'Connection: close',
    'Content-Type: application/json',
    'Content-Type: text/event-streams',
    'Content-Type: text/plain, text/event-stream',
    'keep-alive: 5',
    `A: ${'x'.repeat(9000)}`,
  ])('%j is refused in one line', (text) => {
    expect(() => collectOriginHeader(text, [])).toThrow(/^--origin-header[^\n]*$/)
  })

  it('a remedy takes the place of what the application sends under the same name', () => {
    const own: HeaderField[] = [
      ['x-accel-buffering', 'yes'],
      ['Set-Cookie', 'a'],
      ['Set-Cookie', 'b'],
    ]
    expect(replacedBy(own, [['X-Accel-Buffering', 'no']])).toEqual([own[1], own[2], ['X-Accel-Buffering', 'no']])
  })
})
