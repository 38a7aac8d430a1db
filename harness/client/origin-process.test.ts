import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('nothing is left that keeps a process alive', async () => {
  const script = `
    const { startOrigin } = await import('./servers/origin/origin.ts')
    const { openStream } = await import('./harness/client/stream.ts')
    const { watchStalls } = await import('./harness/run/event-loop-stalls.ts')
    watchStalls(() => {})
    const origin = await startOrigin({ host: '127.0.0.1' })
    const open = (client) => openStream({ address: origin.address, path: '/', host: '', token: 't', client,
      open: { reconnect: true }, sink() {} })
    const got = new Promise((resolve) => origin.follow('t', { fact() {}, exchange: (c, a, e) => c === 'b' ? resolve(e) : e.end() }))
    const streams = [open('a'), open('b')]
    await streams[0].ended()
    await (await got).sendEvent({ id: '1', data: 'x' })
    await streams[1].arrived('1')
    for (const stream of streams) await stream.close()
    await origin[Symbol.asyncDispose]()
    console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length)
  `
  const run = promisify(execFile)
  // The process has to exit by itself, or the test's timeout fails; a timer that only delays the exit is counted.
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 })
  expect(stdout.trim()).toBe('0')
})
