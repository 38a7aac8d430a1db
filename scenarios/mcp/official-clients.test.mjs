// The official clients and servers, unmodified, through the real proxies: the independent check of `mcp` and `llm`. Each message is sent once the client
// has the one before; where the proxy buffers, half a second later.

import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpServer as EarlierServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import OpenAI from 'openai'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rootCandidates } from '../../harness/builds/local-builds.ts'
import { probe } from '../../harness/builds/probe-build.ts'
import { loadCatalog } from '../../harness/matrix/catalog.ts'
import { repository } from '../../harness/runtimes/fixture.ts'
import { startLocal } from '../../harness/runtimes/local.ts'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'

/** Only ends what hangs, also on a busy machine. */
const PATIENCE = 20_000
/** Of what is expected to be buffered, each message is waited for in vain. */
const IN_VAIN = 500
const STEPS = 3
const CALL = { name: 'count', arguments: {} }

/** What the tool has sent, what the client has, and whether the tool was cancelled. */
function createGate(patience = PATIENCE) {
  const latches = new Map()
  const latch = (name) => {
    if (!latches.has(name)) latches.set(name, Promise.withResolvers())
    return latches.get(name)
  }
  const within = (promise, time) =>
    Promise.race([promise.then(() => true), new Promise((resolve) => setTimeout(resolve, time, false).unref())])
  return {
    held: 0,
    arrived: (n) => latch(n).resolve(),
    cancelled: () => latch('cancelled').resolve(),
    isCancelled: () => within(latch('cancelled').promise, PATIENCE),
    async sent(n) {
      if (!(await within(latch(n).promise, patience))) this.held += 1
    },
  }
}

let gate = createGate()

async function work(progress, signal, endless) {
  signal.addEventListener('abort', () => gate.cancelled(), { once: true })
  for (let n = 1; endless ? !signal.aborted : n <= STEPS; n += 1) {
    await progress(n)
    if (endless) await new Promise((resolve) => setTimeout(resolve, 50))
    else await gate.sent(n)
  }
  return { content: [{ type: 'text', text: 'done' }] }
}

const notification = (progressToken, progress) => ({
  method: 'notifications/progress',
  params: { progressToken, progress },
})

function earlierServer() {
  const server = new EarlierServer({ name: 'any', version: '1' })
  for (const name of ['count', 'endless'])
    server.registerTool(name, { inputSchema: {} }, (_, { sendNotification, _meta, signal }) =>
      work((n) => sendNotification(notification(_meta.progressToken, n)), signal, name === 'endless'),
    )
  return server
}

function laterServer() {
  const server = new McpServer({ name: 'any', version: '1' })
  for (const name of ['count', 'endless'])
    server.registerTool(name, { inputSchema: z.object({}) }, (_, { mcpReq: { notify, _meta, signal } }) =>
      work((n) => notify(notification(_meta.progressToken, n)), signal, name === 'endless'),
    )
  return server
}

const sessions = new Map()
async function answerEarlier(request, response) {
  let transport = sessions.get(request.headers['mcp-session-id'])
  if (transport === undefined) {
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => sessions.set(id, transport),
    })
    await earlierServer().connect(transport)
  }
  await transport.handleRequest(request, response)
}
const answerLater = toNodeHandler(createMcpHandler(laterServer, { keepAliveMs: 0 }))

async function answerChat(request, response) {
  const body = Buffer.concat(await request.toArray()).toString()
  response.on('close', () => gate.cancelled())
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  const token = (n) => ({ choices: [{ index: 0, delta: { content: String(n) } }] })
  const write = (data) => response.write(`data: ${JSON.stringify(data)}\n\n`)
  for (let n = 1; body.includes('endless') ? !response.destroyed : n <= STEPS; n += 1) {
    write(token(n))
    if (body.includes('endless')) await new Promise((resolve) => setTimeout(resolve, 50))
    else await gate.sent(n)
  }
  if (response.destroyed) return
  write({ choices: [], usage: { total_tokens: 9 } })
  response.end('data: [DONE]\n\n')
}

const ROUTES = { earlier: answerEarlier, later: answerLater, 'chat/completions': answerChat }
const server = http.createServer((request, response) => {
  const [, answer] = Object.entries(ROUTES).find(([end]) => request.url.endsWith(end)) ?? []
  if (answer === undefined) response.writeHead(404).end()
  else answer(request, response)
})
const runtime = await startLocal()
const { bind, reachedAt } = await runtime.originSite()
await new Promise((resolve) => server.listen(0, bind, resolve))
afterAll(async () => {
  await runtime[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

async function withClient(client, transport, call) {
  await client.connect(transport)
  const counted = await call(CALL, { onprogress: ({ progress }) => gate.arrived(progress) })
  const { held } = gate
  const abort = new AbortController()
  const endless = call({ ...CALL, name: 'endless' }, { signal: abort.signal, onprogress: () => abort.abort() }).catch(
    () => {},
  )
  await endless
  const cancelled = await gate.isCancelled()
  await client.close()
  return { text: counted.content[0].text, held, cancelled }
}

const CLIENTS = {
  '@modelcontextprotocol/sdk 1.x': (url) => {
    const client = new EarlierClient({ name: 'any', version: '1' })
    return withClient(client, new EarlierTransport(new URL(`${url}earlier`)), (call, options) =>
      client.callTool(call, undefined, options),
    )
  },
  '@modelcontextprotocol/client and server 2.x, revision 2026-07-28': (url) => {
    const client = new Client({ name: 'any', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
    return withClient(client, new StreamableHTTPClientTransport(new URL(`${url}later`)), (call, options) =>
      client.callTool(call, options),
    )
  },
  openai: async (url) => {
    const client = new OpenAI({ apiKey: 'none', baseURL: url, maxRetries: 0 })
    const chat = (content) =>
      client.chat.completions.create({ model: 'any', stream: true, messages: [{ role: 'user', content }] })
    let text = 'no usage'
    for await (const { choices, usage } of await chat('hello')) {
      if (choices[0] !== undefined) gate.arrived(Number(choices[0].delta.content))
      if (usage?.total_tokens === 9) text = 'done'
    }
    const { held } = gate
    gate = createGate()
    const stream = await chat('endless')
    // A buffering proxy sends nothing that the loop could end at.
    setTimeout(() => stream.controller.abort(), IN_VAIN)
    for await (const _ of stream) stream.controller.abort()
    return { text, held, cancelled: await gate.isCancelled() }
  },
}

/** Both servers of the protocol send X-Accel-Buffering: no, which turns nginx's buffering off; the chat's does not. */
const holds = (proxy, profile, client) => proxy === 'nginx' && profile === 'defaults' && client === 'openai'

const { products } = await loadCatalog()
const PROFILES = [nginx, apache].flatMap((adapter) =>
  ['defaults', 'recommended'].map((id) => ({ adapter, product: adapter.product, id })),
)

describe.for(PROFILES)('$product/$id', ({ adapter, product, id }) => {
  const started = (async () => {
    const candidate = rootCandidates(adapter, `${repository}/.cache`).at(-1)
    const build = await probe(adapter, candidate, { get: (_key, make) => make(), save() {} })
    const { config } = products.find((one) => one.id === product).profiles.find((one) => one.id === id)
    const backend = reachedAt(server.address().port)
    return runtime.start({ adapter, build, config, backend, name: `${product}/${id}` })
  })()

  it.for(Object.keys(CLIENTS))('%s: each message at once, and a cancellation reaches the server', async (name) => {
    const isHeld = holds(product, id, name)
    gate = createGate(isHeld ? IN_VAIN : PATIENCE)
    const { host, port } = (await started).instance.address
    const seen = await CLIENTS[name](`http://${host}:${port}/sse/`)
    expect({ ...seen, held: seen.held > 0 }).toEqual({ text: 'done', held: isHeld, cancelled: true })
  })
})
