/** Triggers that are real: a shell command, and a request. */
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { rawServer } from '../client/testing.ts'
import { TARGET } from './small-proxies.fixture.ts'
import { triggerOf } from './trigger.ts'

const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
const node = (code: string): string => `'${process.execPath}' -e "${code}"`

test('a command is run, one at a time, and again when it has ended', async () => {
  const answers: (() => void)[] = []
  await using application = await rawServer((socket) => void answers.push(() => socket.end(EMPTY)))
  const { port } = application.address
  await using trigger = await triggerOf(
    node(`require('http').get('http://127.0.0.1:${port}/', (r) => r.resume())`),
    TARGET,
  )
  trigger?.fire()
  await expect.poll(() => application.requests.length).toBe(1)
  trigger?.fire()
  answers[0]?.()
  await expect
    .poll(() => {
      trigger?.fire()
      return application.requests.length
    })
    .toBe(2)
  answers[1]?.()
  expect(trigger?.failure).toBeUndefined()
})

test('what a command has started is ended with it', async () => {
  await using application = await rawServer(() => {})
  const url = `http://127.0.0.1:${application.address.port}/`
  const listening = `const s = require('net').createServer().listen(0, '127.0.0.1', () => require('http').get('${url}' + s.address().port))`
  {
    // After it the shell has something to do, so that the program is a process of its own.
    await using trigger = await triggerOf(`${node(listening)}; true`, TARGET)
    trigger?.fire()
    await expect.poll(() => application.requests.length).toBe(1)
  }
  const port = Number(/^GET \/(\d+)/.exec(application.requests[0] ?? '')?.[1])
  await expect.poll(() => accepts(port)).toBe(false)
})

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

test('a command that fails is reported, with what it printed', async () => {
  await using trigger = await triggerOf('echo no such thing >&2; exit 3', TARGET)
  trigger?.fire()
  await expect.poll(() => trigger?.failure).toBe('--trigger: the command ended with exit code 3: no such thing')
})

test.for([
  ['404 Not Found', '--trigger: POST /notify gets status 404'],
  ['200 OK', undefined],
] as const)('a request that gets status %s', async ([status, failure]) => {
  await using application = await rawServer((socket) => socket.end(EMPTY.replace('200 OK', status)))
  const host = `127.0.0.1:${application.address.port}`
  const target = { ...TARGET, host: 'named.example', application: { ...application.address, tls: false } }
  await using trigger = await triggerOf(`http://${host}/notify`, target)
  trigger?.fire()
  // The second one starts after the first one was judged.
  await expect
    .poll(() => {
      trigger?.fire()
      return application.requests.length
    })
    .toBeGreaterThan(1)
  expect(application.requests[0]).toMatch(/^POST \/notify HTTP\/1\.1\r\n/)
  expect(trigger?.failure).toBe(failure)
})

test('another host is not contacted', async () => {
  await expect(triggerOf('http://127.0.0.9:1/', TARGET)).rejects.toThrow(/which is not the application/)
})
