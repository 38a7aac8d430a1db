/** The server's image, built from servers/Dockerfile and run as in production. */
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isFull } from '../harness/conformance/parts.ts'
import { importBase } from './container-base.fixture.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PACKAGES = [
  ...readFileSync(`${ROOT}/servers/Dockerfile`, 'utf8').matchAll(/--from=packages \/app\/node_modules\/(\S+)/g),
].map(([, name = '']) => name)

/** Asynchronous, because a client in this process has to observe the end of its stream in the meantime. */
const docker = async (...args: string[]) => (await promisify(execFile)('docker', args, { cwd: ROOT })).stdout.trim()
const noDocker = reasonAgainst()

function reasonAgainst(): string {
  // Two builds of an image keep two cores busy for half a minute, beside tests that measure time.
  if (!isFull()) return 'only with SSE_COMPAT_TEST=full'
  if (process.platform !== 'linux') return "the image is made of this machine's own Node, which is not for Linux"
  if (spawnSync('ldd', ['--version']).status !== 0) return 'there is no ldd'
  return spawnSync('docker', ['info']).status === 0 ? '' : 'no Docker engine answers'
}

test('what the image takes along is no development dependency', () => {
  const { packages } = JSON.parse(readFileSync(`${ROOT}/package-lock.json`, 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  expect(PACKAGES).toContain('commander')
  const of = (name: string) => Object.keys(packages).filter((path) => `${path}/`.startsWith(`node_modules/${name}/`))
  for (const name of PACKAGES) {
    expect(of(name), name).not.toEqual([])
    for (const path of of(name)) expect(packages[path]?.dev, path).toBeUndefined()
  }
})

describe.skipIf(noDocker)('the image', { timeout: 60_000, meta: { skipped: noDocker } }, () => {
  const name = `sse-compat-server-test-${process.pid}`
  const [base, packages, image] = [`${name}:base`, `${name}:packages`, `${name}:built`] as const
  let url = ''
  beforeAll(async () => {
    importBase(base, PACKAGES)
    const build = (...args: string[]) =>
      docker('build', '--build-arg', `BASE=${base}`, '-f', 'servers/Dockerfile', ...args, '.')
    // Built separately first, so that the image has a name by which it can be removed.
    await build('--target', 'packages', '-t', packages)
    await build('-t', image)
    const hardened = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges']
    const settings = ['-e', 'SSE_PUBLISH_TOKEN=secret', '--health-interval=200ms']
    await docker('run', '-d', '--name', name, ...hardened, ...settings, image)
    const address = await docker('inspect', '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', name)
    url = `http://${address}:5000`
  }, 120_000)
  afterAll(() => {
    spawnSync('docker', ['rm', '-f', name])
    spawnSync('docker', ['rmi', image, packages, base])
  })

  test('becomes healthy, and is no root', async () => {
    await expect
      .poll(() => docker('inspect', '-f', '{{.State.Health.Status}}', name), { timeout: 30_000 })
      .toBe('healthy')
    expect(await docker('exec', name, 'node', '-p', 'process.getuid()')).toBe('1000')
  })

  test('holds the server, and no tests', async () => {
    const list = "fs.readdirSync('/app', { recursive: true }).join(' ')"
    const files = (await docker('exec', name, 'node', '-p', list)).split(' ')
    expect(files).toContain('servers/app/server.ts')
    expect(files.filter((file) => /\.test\.|\.fixture\.|testing\.ts|^scenarios|^proxies/.test(file))).toEqual([])
  })

  test('publishing needs the token, and what is published arrives', async () => {
    const stream = await fetch(`${url}/sse/stream`)
    const publish = (headers: Record<string, string>) =>
      fetch(`${url}/api/notifications`, { method: 'POST', headers, body: '{"type":"n","data":1}' })
    expect((await publish({})).status).toBe(401)
    expect((await publish({ Authorization: 'Bearer secret' })).status).toBe(200)
    const heard: string[] = []
    const parser = createParser({ onEvent: ({ data }) => void heard.push(data) })
    for await (const text of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      parser.feed(text)
      if (heard.length > 0) break
    }
    expect(heard).toEqual(['1'])
  })

  test('the pages are in it', async () => {
    for (const path of ['/', '/ticker', '/assets/live.js']) expect((await fetch(url + path)).status).toBe(200)
  })

  test('stopping ends streams in order', async () => {
    const stream = await fetch(`${url}/sse/stream`)
    const stopped = docker('stop', name)
    expect(await stream.text()).toMatch(/retry: \d+\n\n$/)
    await stopped
    expect(await docker('inspect', '-f', '{{.State.ExitCode}}', name)).toBe('0')
    expect(await docker('logs', name)).toContain('"event":"closed"')
  })
})
