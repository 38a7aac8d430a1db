/**
 * Real applications, each a process of its own: what `app` reports on them has to agree with what a plain socket reads, and with
 * what is known of them. All of them in the full tests only.
 */
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import { freePort } from '../../servers/app/free-port.fixture.ts'
import { startApplication } from '../app/command.ts'
import { examineDirect } from '../app/direct.ts'
import { readTarget } from '../app/target.ts'
import { isFull } from '../conformance/parts.ts'
import { startLocal } from '../runtimes/local.ts'
import { type RawRequest, rawAnswer } from './applications.fixture/raw-answer.ts'

const FOLDER = fileURLToPath(new URL('applications.fixture', import.meta.url))
const signal = new AbortController().signal
const CALL = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'count', arguments: {} } })
const MCP: RawRequest = {
  method: 'POST',
  body: CALL,
  fields: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
}

interface Known {
  /** Ids of findings that have to be there, and of some that must not. */
  readonly has: readonly string[]
  readonly lacks: readonly string[]
  readonly framework: string | undefined
  readonly request?: RawRequest
}

const KNOWN: Readonly<Record<string, Known>> = {
  express: { has: ['no-ids', 'no-heartbeat'], lacks: ['clusters'], framework: 'express' },
  'better-sse': { has: [], lacks: ['no-ids', 'no-heartbeat', 'clusters'], framework: 'better-sse' },
  node: { has: ['no-ids', 'no-heartbeat'], lacks: ['clusters'], framework: 'node' },
  hono: { has: ['no-heartbeat'], lacks: ['no-ids', 'clusters'], framework: 'hono' },
  vite: { has: ['no-heartbeat', 'resume-restarts', 'development-proxy'], lacks: ['no-ids'], framework: undefined },
  mcp: { has: ['no-ids', 'post'], lacks: ['no-heartbeat'], framework: 'mcp', request: MCP },
  unflushed: { has: ['compression-unflushed'], lacks: [], framework: 'node' },
  restarts: { has: ['resume-restarts', 'no-heartbeat'], lacks: ['no-ids'], framework: 'node' },
}
const some = isFull() ? Object.keys(KNOWN) : ['express']

async function started(name: string) {
  const port = await freePort()
  const line = `PORT=${port} exec node --input-type=module - < '${FOLDER}/${name}.mjs'`
  const application = await startApplication(line, { host: '127.0.0.1', port, tls: false }, signal)
  return { port, application }
}

const targetOf = (port: number, { method, body, fields = {} }: RawRequest = {}) =>
  readTarget(`http://127.0.0.1:${port}/events`, {
    method,
    data: body,
    header: Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
  })

test.for(some)('%s: what app says is what a plain socket reads', async (name) => {
  const known = KNOWN[name]
  const { port, application } = await started(name)
  await using _ = application
  await using runtime = await startLocal()
  const accepts = { 'Accept-Encoding': 'gzip', ...known?.request?.fields }
  const target = await targetOf(port, known?.request)
  // A finite answer has to end within it.
  const window = known?.request === undefined ? 1000 : 5000
  const [{ answered, flow, problem, findings }, raw] = await Promise.all([
    examineDirect({
      ...{ runtime, target, window, limit: pLimit(2), parallel: 2, signal },
      onHead: () => {},
      trigger: undefined,
    }),
    rawAnswer(port, '/events', window, { ...known?.request, fields: accepts }),
  ])
  expect(problem).toBeUndefined()
  expect(answered).toMatchObject({
    status: raw.status,
    contentType: raw.contentType,
    framing: raw.framing,
    encoding: raw.encoding,
    framework: known?.framework,
    retryMs: raw.retry,
    kind: raw.isOver ? 'finite' : raw.events + raw.comments === 0 ? 'silent' : 'open',
  })
  expect(flow.ids.some((id) => id !== '')).toBe(raw.ids.length > 0)
  expect(flow.comments > 0).toBe(raw.comments > 0)
  const ids = findings.map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining([...(known?.has ?? [])]))
  expect(ids.filter((id) => known?.lacks.includes(id))).toEqual([])
})

test('every application of the folder is tested', async () => {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.mjs'))
  expect(files.sort()).toEqual(
    Object.keys(KNOWN)
      .map((name) => `${name}.mjs`)
      .sort(),
  )
})
