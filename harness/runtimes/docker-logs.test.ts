import { expect, test } from 'vitest'
import { collectLog } from './docker-logs.ts'

const frame = (text: string) => {
  const payload = Buffer.from(text)
  const header = Buffer.alloc(8)
  header[0] = 1
  header.writeUInt32BE(payload.length, 4)
  return Buffer.concat([header, payload])
}

test.for([1, 3, 8, 1000])('frames are decoded in any division (%i bytes)', (size) => {
  const stream = Buffer.concat([frame('one\n'), frame(''), frame('zwei ß\n'), frame('three').subarray(0, 6)])
  const log = collectLog()
  for (let at = 0; at < stream.length; at += size) log.add(stream.subarray(at, at + size))
  expect(log.text()).toBe('one\nzwei ß\n')
})

test('of long output the beginning and the end are kept', () => {
  const log = collectLog(10)
  log.add(frame('the first line\n'))
  for (let line = 0; line < 1000; line += 1) log.add(frame(`line ${line}\n`))
  expect(log.text()).toBe('the first \n[8885 bytes of output are left out here]\n\nline 999\n')
  const short = collectLog(10)
  short.add(frame('0123456789abcdefghij'))
  expect(short.text()).toBe('0123456789abcdefghij')
})
