/**
 * Programs that people read a stream with. Each event is published only after the program has printed the previous one, so a
 * program that buffers events would never receive the second one.
 */
import { describe, expect, test } from 'vitest'
import { testServer } from '../testing.ts'
import { missing, readingProgram } from './program.fixture.ts'

const HTTP_CLIENT = `
import http.client, sys
connection = http.client.HTTPConnection(sys.argv[1])
connection.request('GET', sys.argv[2], headers={'Accept': 'text/event-stream'})
answer = connection.getresponse()
while line := answer.readline():
    print(line.decode(), end='', flush=True)
`
const URLLIB = `
import sys, urllib.request
with urllib.request.urlopen('http://' + sys.argv[1] + sys.argv[2]) as answer:
    for line in answer:
        print(line.decode(), end='', flush=True)
`

/** The program's arguments, for a host with port and a path. */
const PROGRAMS: readonly (readonly [name: string, program: string, args: (host: string, path: string) => string[]])[] =
  [
    ['curl -N', 'curl', (host, path) => ['-sN', `http://${host}${path}`]],
    ["Python's http.client", 'python3', (host, path) => ['-c', HTTP_CLIENT, host, path]],
    ["Python's urllib", 'python3', (host, path) => ['-c', URLLIB, host, path]],
  ]

for (const [name, program, args] of PROGRAMS) {
  const reason = missing(program)
  describe.skipIf(reason)(`${name}${reason && ` (not here: ${reason})`}`, { timeout: 30_000 }, () => {
    test('gets each event when it is published, and the end', async () => {
      await using server = await testServer()
      using reader = readingProgram(program, args(`127.0.0.1:${server.port}`, '/sse/stream'))
      await reader.subscribed
      for (let n = 1; n <= 20; n++) {
        await server.publish('n', { n, text: 'Grüße\n👩‍👩‍👧' })
        const events = await reader.printed(n)
        expect(events.length).toBe(n)
        expect(JSON.parse(events.at(-1)?.data ?? '')).toEqual({ n, text: 'Grüße\n👩‍👩‍👧' })
      }
      await server.drain()
      expect(await reader.ended).toBe(0)
    })

    test('gets an answer to its end', async () => {
      await using server = await testServer()
      using reader = readingProgram(program, args(`127.0.0.1:${server.port}`, '/sse/ai/stream?prompt=x'))
      expect(await reader.ended).toBe(0)
      const events = await reader.printed(0)
      expect(events.at(-1)).toMatchObject({ event: 'done', id: String(events.length - 1) })
    })
  })
}
