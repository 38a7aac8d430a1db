import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SseCompatError } from '../model/index.ts'
import { WORDING } from './fault.ts'
import { tellError } from './tell-error.ts'

const { isTTY, columns } = process.stderr
let written = ''

beforeEach(() => {
  written = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  Object.assign(process.stderr, { isTTY, columns })
})

const COMMAND = 'sse-compat check /srv/a-long-path/of-the-site.conf --path /events/'
const ERROR = new SseCompatError('x', `${'a sentence that is long '.repeat(6)}ends`, {
  where: `/srv/${'folder/'.repeat(14)}site.conf:3`,
  advice: `To test this file: \`${COMMAND}\``,
})

test('a terminal gets lines that are broken between words, with a command whole', () => {
  Object.assign(process.stderr, { isTTY: true, columns: 80 })
  tellError(ERROR, WORDING)
  const lines = written.trimEnd().split('\n')
  expect(lines.filter((line) => line.length > 80)).toEqual([`  ${ERROR.where}:`])
  expect(lines.filter((line) => line.includes(COMMAND))).toHaveLength(1)
  expect(lines.length).toBeGreaterThan(3)
})

test('a file or a pipe gets one line', () => {
  Object.assign(process.stderr, { isTTY: false })
  tellError(ERROR, WORDING)
  expect(written.trimEnd()).not.toContain('\n')
})
