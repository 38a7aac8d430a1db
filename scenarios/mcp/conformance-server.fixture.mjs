// For tests: an MCP server with what the official conformance suite asks of a server, made of the official SDK 1.x, unmodified.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const SOUND = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA='
const text = (of) => ({ type: 'text', text: of })
const image = { type: 'image', data: PIXEL, mimeType: 'image/png' }
const resource = (uri) => ({ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'a resource' } })
const message = (content) => ({ role: 'user', content })

const CONTENT = {
  test_simple_text: [text('This is a simple text response for testing.')],
  test_image_content: [image],
  test_audio_content: [{ type: 'audio', data: SOUND, mimeType: 'audio/wav' }],
  test_embedded_resource: [resource('test://embedded-resource')],
  test_multiple_content_types: [text('several kinds of content'), image, resource('test://mixed-content-resource')],
}

function newServer() {
  const server = new McpServer(
    { name: 'any', version: '1' },
    { capabilities: { logging: {}, resources: { subscribe: true }, tools: {}, prompts: {}, completions: {} } },
  )
  const tool = (name, inputSchema, answer) => server.registerTool(name, { description: name, inputSchema }, answer)
  for (const [name, content] of Object.entries(CONTENT)) tool(name, {}, () => ({ content }))
  tool('test_error_handling', {}, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  tool('test_tool_with_logging', {}, async (_, { sendNotification }) => {
    for (const data of ['started', 'processing', 'completed']) {
      await sendNotification({ method: 'notifications/message', params: { level: 'info', data } })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return { content: [text('logged')] }
  })
  tool('test_tool_with_progress', {}, async (_, { sendNotification, _meta }) => {
    const progressToken = _meta?.progressToken
    for (const progress of [0, 50, 100]) {
      await sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return { content: [text(String(progressToken))] }
  })
  tool('test_sampling', { prompt: z.string() }, async ({ prompt }, { sendRequest }) => {
    const params = { messages: [message(text(prompt))], maxTokens: 100 }
    const { content } = await sendRequest({ method: 'sampling/createMessage', params }, z.any())
    return { content: [text(`LLM response: ${content.text}`)] }
  })
  const elicit = (name, input, properties) =>
    tool(name, input, async ({ message: asked = 'give' }, { sendRequest }) => {
      const requestedSchema = { type: 'object', properties }
      const params = { message: asked, requestedSchema }
      const { action, content } = await sendRequest({ method: 'elicitation/create', params }, z.any())
      return { content: [text(`${name}: action=${action}, content=${JSON.stringify(content ?? {})}`)] }
    })
  elicit('test_elicitation', { message: z.string() }, { username: { type: 'string' }, email: { type: 'string' } })
  elicit('test_elicitation_sep1034_defaults', {}, DEFAULTS)
  elicit('test_elicitation_sep1330_enums', {}, ENUMS)
  tool('test_reconnection', {}, async (_, { closeSSEStream }) => {
    // The client has to resume.
    closeSSEStream?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { content: [text('resumed')] }
  })
  addResources(server)
  addPrompts(server)
  return server
}

const DEFAULTS = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
}
const TITLED = [1, 2, 3].map((n) => ({ const: `value${n}`, title: `Option ${n}` }))
const ENUMS = {
  untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
  titledSingle: { type: 'string', oneOf: TITLED },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
  titledMulti: { type: 'array', items: { anyOf: TITLED } },
}

function addResources(server) {
  const add = (name, uri, mimeType, content) =>
    server.registerResource(name, uri, { mimeType }, (url) => ({ contents: [{ uri: url.href, mimeType, ...content }] }))
  add('text', 'test://static-text', 'text/plain', { text: 'a text' })
  add('binary', 'test://static-binary', 'image/png', { blob: PIXEL })
  add('watched', 'test://watched-resource', 'text/plain', { text: 'watched' })
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined })
  server.registerResource('template', template, { mimeType: 'application/json' }, (url, { id }) => ({
    contents: [{ uri: url.href, mimeType: 'application/json', text: JSON.stringify({ id, data: `data of ${id}` }) }],
  }))
  server.server.setRequestHandler(SubscribeRequestSchema, () => ({}))
  server.server.setRequestHandler(UnsubscribeRequestSchema, () => ({}))
}

function addPrompts(server) {
  const prompt = (name, argsSchema, messages) =>
    server.registerPrompt(name, { description: name, ...(argsSchema && { argsSchema }) }, (args) => ({
      messages: messages(args),
    }))
  prompt('test_simple_prompt', undefined, () => [message(text('a simple prompt'))])
  prompt('test_prompt_with_arguments', { arg1: z.string(), arg2: z.string() }, ({ arg1, arg2 }) => [
    message(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  ])
  prompt('test_prompt_with_embedded_resource', { resourceUri: z.string() }, ({ resourceUri }) => [
    message(resource(resourceUri)),
    message(text('read it')),
  ])
  prompt('test_prompt_with_image', undefined, () => [message(image), message(text('look at it'))])
}

/** Keeps the messages of a session, so that a client can resume a stream. */
function newEventStore() {
  const events = []
  return {
    async storeEvent(stream, sent) {
      events.push({ stream, sent })
      return String(events.length)
    },
    async getStreamIdForEventId(id) {
      return events[Number(id) - 1]?.stream
    },
    async replayEventsAfter(id, { send }) {
      const stream = events[Number(id) - 1]?.stream
      for (const [at, one] of events.entries())
        if (at >= Number(id) && one.stream === stream && Object.keys(one.sent).length > 0)
          await send(String(at + 1), one.sent)
      return stream
    },
  }
}

/**
 * @param allowedHosts values of Host that it answers, as the SDK checks them against DNS rebinding
 * @returns a server that is not listening yet
 */
export function conformanceServer(allowedHosts) {
  const sessions = new Map()
  const newTransport = async () => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => sessions.set(id, transport),
      eventStore: newEventStore(),
      retryInterval: 200,
      enableDnsRebindingProtection: true,
      allowedHosts: allowedHosts(),
    })
    await newServer().connect(transport)
    return transport
  }
  return http.createServer(async (request, response) => {
    const transport = sessions.get(request.headers['mcp-session-id']) ?? (await newTransport())
    await transport.handleRequest(request, response)
  })
}
