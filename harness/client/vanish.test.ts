import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Front } from '../model/index.ts'
import { bytesUnderWay } from '../wire/socket-queues.ts'
import { certificate, frontServer } from './http2.fixture.ts'
import { type TestStream, testStream } from './testing.ts'
import { whyNoPerl, whyNoVanishing } from './vanish.ts'

const because = await whyNoVanishing()

describe.skipIf(because !== undefined)(`a client that vanishes${because ? `: skipped, ${because}` : ''}`, () => {
  test.for<Front>(['h1', 'h1+tls', 'h2+tls'])(
    'over %s gets nothing, acknowledges nothing and ends nothing',
    async (front) => {
      const responses: { name: string; write: (text: string) => void; socket: Socket }[] = []
      const endings: string[] = []
      await using server = await frontServer(front, (request, response) => {
        const name = String(request.url).includes('676f6e65') ? 'gone' : 'stays'
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('id: before\ndata: x\n\n')
        response.on('close', () => endings.push(name))
        responses.push({ name, write: (text) => response.write(text), socket: request.socket })
      })
      const parts = front === 'h1' ? {} : { authority: certificate.authority }
      const open = (name: string): TestStream => testStream(server.address, {}, name, 'tok', { front, ...parts })
      await using gone = open('gone')
      await using stays = open('stays')
      await Promise.all([gone.stream.arrived('before'), stays.stream.arrived('before')])

      await gone.stream.vanish()
      for (const name of ['gone', 'stays']) {
        responses.find((one) => one.name === name)?.write('id: after\ndata: x\n\n')
      }
      await stays.stream.arrived('after')

      expect(gone.of('event').map(({ id }) => id)).toEqual(['before'])
      expect(gone.of('end')).toEqual([])
      const ends = gone.of('connected').map(({ local, remote }) => ({ from: remote, to: local }))
      expect((await bytesUnderWay(ends))[0]).toBeGreaterThan(0)
      expect(endings).toEqual([])
    },
  )
})

test('without Perl the reason says what is missing', async () => {
  await expect(whyNoPerl('/nowhere/perl')).resolves.toMatch(
    /^a client vanishes by a socket option that Perl sets, .*ENOENT/,
  )
})

test('a client that is not connected cannot vanish', async () => {
  await using never = testStream({ host: '127.0.0.1', port: 1 })
  await never.stream.ended()
  await expect(never.stream.vanish()).rejects.toThrow('it is not connected')
})
