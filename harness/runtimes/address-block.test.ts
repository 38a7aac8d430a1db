import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { claimAddressBlock, freePort } from './address-block.ts'

const onLinux = test.runIf(process.platform === 'linux')

onLinux('gives addresses of its own block, and goes round at its end', async () => {
  await using block = await claimAddressBlock()
  const prefix = /^(127\.\d+\.\d+)\.0\/24$/.exec(block.network)?.[1]
  expect(prefix).toBeDefined()
  expect(prefix).not.toMatch(/^127\.0\./)
  expect(block.next()).toBe(`${prefix}.2`)
  for (let number = 3; number <= 254; number++) expect(block.next()).toBe(`${prefix}.${number}`)
  expect(block.next()).toBe(`${prefix}.2`)
})

onLinux('the mark of a block keeps another process out until it is given back', async () => {
  const block = await claimAddressBlock()
  const mark = block.network.replace('.0/24', '.1')
  const script = `require('net').createServer().on('error', (e) => console.log(e.code)).listen(28127, '${mark}', function () { console.log('free'); this.close() })`
  const other = async () => {
    const child = spawn(process.execPath, ['-e', script])
    const [text] = await once(child.stdout, 'data')
    await once(child, 'exit')
    return String(text).trim()
  }
  expect(await other()).toBe('EADDRINUSE')
  await block[Symbol.asyncDispose]()
  expect(await other()).toBe('free')
})

test('a free port can be listened on', async () => {
  const port = await freePort('127.0.0.1')
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.close()
})

test('where there is one loopback address only, every run takes that', async () => {
  await using block = await claimAddressBlock('darwin')
  expect([block.network, block.next(), block.next()]).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1'])
})
