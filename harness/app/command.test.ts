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
