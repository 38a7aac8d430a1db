/** The application's process ends with the command, however that ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { freePort } from '../../servers/app/free-port.fixture.ts'
import { startApplication } from './command.ts'

const listening = (port: number): string =>
  `'${process.execPath}' -e "require('net').createServer().listen(${port}, '127.0.0.1')"; true`

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

test('it is stopped with what it has started', async () => {
  const port = await freePort()
  const address = { host: '127.0.0.1', port, tls: false }
  const application = await startApplication(listening(port), address, new AbortController().signal)
  expect(await accepts(port)).toBe(true)
  await application[Symbol.asyncDispose]()
  await expect.poll(() => accepts(port)).toBe(false)
})

test('nothing of it is left where the command is killed', async () => {
  const port = await freePort()
  const file = fileURLToPath(new URL('command.ts', import.meta.url))
  const code = `import { startApplication } from ${JSON.stringify(file)}
    await startApplication(${JSON.stringify(listening(port))}, { host: '127.0.0.1', port: ${port}, tls: false }, new AbortController().signal)
    console.log('ready')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(await accepts(port)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => accepts(port)).toBe(false)
})

test.for<[string, string, RegExp, RegExp]>([
  ['a command that is not there', 'no-such-command-of-a-test', /exit code 127/, /spelled correctly/],
  [
    'one that ends with an error',
    'echo "KEY is not set" >&2; exit 3',
    /exit code 3.*printed: KEY is not set/,
    /by itself/,
  ],
  ['one that prints a key', 'echo "key sk-live-0123456789"; exit 3', /printed: key \[redacted\]$/, /by itself/],
  ['one that goes to the background', 'true', /exit code 0/, /foreground/],
])('%s', async ([, line, why, advice]) => {
  const address = { host: '127.0.0.1', port: await freePort(), tls: false }
  await expect(startApplication(line, address, new AbortController().signal)).rejects.toMatchObject({
    message: expect.stringMatching(why),
    advice: expect.stringMatching(advice),
  })
})

test('another port than expected is named', async () => {
  const [expected, other] = [await freePort(), await freePort()]
  const stopping = new AbortController()
  const started = startApplication(listening(other), { host: '127.0.0.1', port: expected, tls: false }, stopping.signal)
  const failed = expect(started).rejects.toMatchObject({
    message: expect.stringContaining('did not listen'),
    advice: expect.stringContaining(`listens on port ${other}:`),
  })
  await expect.poll(() => accepts(other)).toBe(true)
  stopping.abort()
  await failed
})

test('how the application ended is said with what it printed', async () => {
  const port = await freePort()
  const address = { host: '127.0.0.1', port, tls: false }
  const line = `'${process.execPath}' -e "require('net').createServer((s) => { console.error('out of memory'); process.exit(9) }).listen(${port}, '127.0.0.1')"`
  await using application = await startApplication(line, address, new AbortController().signal)
  expect(await application.ended(0)).toBeUndefined()
  await accepts(port)
  expect(await application.ended(30_000)).toMatch(/ended by itself: exit code 9; it printed: out of memory/)
})
