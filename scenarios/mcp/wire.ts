/**
 * The messages between a client and a server of the Model Context Protocol over Streamable HTTP, for the two revisions in use.
 * Written from https://modelcontextprotocol.io/specification/2025-11-25/basic/transports and
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http.
 */
import { type ApiStep, STREAM_TYPE } from '../../harness/scenario-kit/exchanges/api-step.ts'

export const REVISIONS = ['2025-11-25', '2026-07-28'] as const

const SESSION = '1868a90c-7d0f-4a7e-9c5b-2f1f3a6b8d10'
export const LAST_EVENT = 'listen_1868a90c_2'
const JSON_TYPE = ['Content-Type', 'application/json'] as const
const BOTH = 'application/json, text/event-stream'
/** The response fields that the official servers send with a stream. */
const STREAM = [
  ['Content-Type', STREAM_TYPE],
  ['Cache-Control', 'no-cache, no-transform'],
] as const
/** A server SHOULD send this with a stream since 2026-07-28. */
const UNBUFFERED = [...STREAM, ['X-Accel-Buffering', 'no']] as const
const PROGRESS = 3

const event = (message: object, id?: string): string =>
  `event: message\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`
/** 2025-11-25: an id and empty data, so that the client can reconnect before the first message. */
const primed = (id: string): string => `id: ${id}\nretry: 1000\ndata: \n\n`
const notification = (method: string, params: object = {}): object => ({ jsonrpc: '2.0', method, params })
const progress = (n: number): object =>
  notification('notifications/progress', { progressToken: 'p', progress: n, total: PROGRESS, message: 'läuft 👩‍🚀' })
const result = (id: number, content: object): object => ({ jsonrpc: '2.0', id, result: content })
const failure = (code: number, message: string): object => ({ jsonrpc: '2.0', id: null, error: { code, message } })
const SAID = { content: [{ type: 'text', text: 'Grüße, 世界' }] }
const TOOLS_CHANGED = notification('notifications/tools/list_changed')

/** One block for each message of a call. `id`: the event ids of 2025-11-25. */
const callBlocks = (id?: (n: number) => string): string[] => [
  ...(id === undefined ? [] : [primed(id(0))]),
  ...Array.from({ length: PROGRESS }, (_, n) => event(progress(n + 1), id?.(n + 1))),
  event(result(2, SAID), id?.(PROGRESS + 1)),
]

/** Sent after the client has closed its stream. */
export const NEXT_PROGRESS = event(progress(PROGRESS))

/** A request that the client cancels; `first`: what the client receives before that. */
export interface CancelledStep extends ApiStep {
  /** 2025-11-25: the notification that cancels. Absent: closing the stream cancels. */
  readonly by?: ApiStep
}

export interface Wire {
  readonly steps: readonly ApiStep[]
  readonly cancelled: CancelledStep
}

const empty = { answerFields: [], blocks: [] }
const answerJson = (status: number, message: object) => ({
  status,
  answerFields: [JSON_TYPE],
  blocks: [JSON.stringify(message)],
})

function earlier(): Wire {
  const version = { 'MCP-Protocol-Version': '2025-11-25', 'Mcp-Session-Id': SESSION }
  const post = (name: string, message: object, fields: Record<string, string> = version) => ({
    name,
    title: String((message as { method?: string }).method),
    method: 'POST' as const,
    fields: { Accept: BOTH, 'Content-Type': 'application/json', ...fields },
    body: JSON.stringify(message),
  })
  const get = { method: 'GET' as const, fields: { Accept: STREAM_TYPE, ...version }, body: '' }
  const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'count', _meta: { progressToken: 'p' } } }
  const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25' } }
  const initialized = answerJson(200, result(1, { protocolVersion: '2025-11-25', capabilities: { tools: {} } }))
  const accepted = { status: 202, ...empty }
  const asStream = (...blocks: readonly string[]) => ({ status: 200, answerFields: STREAM, blocks })
  return {
    steps: [
      {
        ...post('initialize', initialize, {}),
        ...initialized,
        answerFields: [JSON_TYPE, ['Mcp-Session-Id', SESSION]],
      },
      { ...post('initialized', notification('notifications/initialized')), ...accepted },
      { ...post('call', call), ...asStream(...callBlocks((n) => `call_1868a90c_${n}`)) },
      {
        name: 'listen',
        title: 'GET',
        ...get,
        ...asStream(primed('listen_1868a90c_1'), event(TOOLS_CHANGED, LAST_EVENT)),
      },
      {
        name: 'resume',
        title: 'GET',
        ...get,
        fields: { ...get.fields, 'Last-Event-ID': LAST_EVENT },
        ...asStream(event(TOOLS_CHANGED, 'listen_1868a90c_3')),
      },
      {
        ...post('expired', call, { ...version, 'Mcp-Session-Id': 'expired' }),
        ...answerJson(404, failure(-32001, 'Session not found')),
      },
      {
        ...post('unsupported', call, { ...version, 'MCP-Protocol-Version': '1900-01-01' }),
        ...answerJson(400, failure(-32000, 'Bad Request: Unsupported protocol version')),
      },
      { name: 'delete', title: 'DELETE', method: 'DELETE', fields: version, body: '', status: 200, ...empty },
      {
        name: 'no-listen',
        title: 'GET',
        ...get,
        ...answerJson(405, failure(-32000, 'Method not allowed')),
        answerFields: [JSON_TYPE, ['Allow', 'POST, DELETE']],
      },
    ],
    cancelled: {
      ...post('cancelled', call),
      ...asStream(event(progress(1), 'cancelled_1')),
      by: {
        ...post('cancel', notification('notifications/cancelled', { requestId: 2, reason: 'the user stopped it' })),
        ...accepted,
      },
    },
  }
}

function later(): Wire {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', progressToken: 'p' }
  const post = (name: string, method: string, params: object = {}, fields: Record<string, string> = {}) => ({
    name,
    title: method,
    method: 'POST' as const,
    fields: {
      Accept: BOTH,
      'Content-Type': 'application/json',
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': method,
      ...fields,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 2, method, params: { ...params, _meta: meta } }),
  })
  const call = [{ name: 'count' }, { 'Mcp-Name': 'count', 'Mcp-Param-Region': '=?base64?w7xiZXI=?=' }] as const
  const asStream = (...blocks: readonly string[]) => ({ status: 200, answerFields: UNBUFFERED, blocks })
  const acknowledged = notification('notifications/subscriptions/acknowledged')
  return {
    steps: [
      { ...post('discover', 'server/discover'), ...answerJson(200, result(2, { supportedVersions: ['2026-07-28'] })) },
      { ...post('call', 'tools/call', ...call), ...asStream(...callBlocks()) },
      {
        ...post('listen', 'subscriptions/listen', { notifications: { toolsListChanged: true } }),
        ...asStream(event(acknowledged), ': keepalive\n\n', event(TOOLS_CHANGED)),
      },
      {
        ...post('read', 'resources/read', { uri: 'file:///a%20b.json' }, { 'Mcp-Name': 'file:///a%20b.json' }),
        ...answerJson(200, result(2, { contents: [] })),
      },
      {
        ...post('mismatch', 'tools/call', { name: 'count' }, { 'Mcp-Name': 'other' }),
        ...answerJson(400, failure(-32001, 'Header mismatch')),
      },
      { ...post('unknown', 'tools/forget'), ...answerJson(404, failure(-32601, 'Method not found')) },
      {
        name: 'no-listen',
        title: 'GET',
        method: 'GET',
        fields: { Accept: STREAM_TYPE, 'MCP-Protocol-Version': '2026-07-28' },
        body: '',
        ...answerJson(405, failure(-32000, 'Method not allowed')),
        answerFields: [JSON_TYPE, ['Allow', 'POST']],
      },
    ],
    cancelled: { ...post('cancelled', 'tools/call', ...call), ...asStream(event(progress(1))) },
  }
}

const WIRES: Readonly<Record<string, Wire>> = { '2025-11-25': earlier(), '2026-07-28': later() }

/** @throws for a revision that is not one of `REVISIONS` */
export function wireOf(revision: string | undefined): Wire {
  const wire = WIRES[revision ?? '']
  if (wire === undefined) throw new Error(`no such revision of MCP: ${revision}`)
  return wire
}
