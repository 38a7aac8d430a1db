import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('no character that a terminal obeys is written as it is, and none is lost', () => {
  const lines: string[] = []
  const type = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
  createLog('info', (line) => lines.push(line))('info', 'publish', { type })
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', event: 'publish', type })
})
