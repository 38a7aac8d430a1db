/** A timeline of the facts around a finding's evidence: when, who, what. Pure. */
import type { Fact, Trace } from '../../../harness/model/index.ts'
import { oneLine } from './text.ts'

const SHOWN = 8
const WIDEST = 110

/** A code block; `→` marks the evidence. '' if the trace is unavailable or there is no evidence. */
export function timeline(trace: Trace | undefined, evidence: readonly number[]): string {
  if (trace === undefined) return ''
  const named = [...new Set(evidence)].filter((index) => trace.facts[index] !== undefined).sort((a, b) => a - b)
  if (named.length === 0) return ''
  const lines: string[] = []
  let previous: number | undefined
  for (const index of excerpt(named, trace.facts.length)) {
    const fact = trace.facts[index]
    if (fact === undefined) continue
    if (previous !== undefined && index > previous + 1) lines.push('                 …')
    previous = index
    const mark = named.includes(index) ? '→' : ' '
    const time = `${fact.t.toFixed(1)} ms`.padStart(12)
    lines.push(`${mark} ${time}  ${oneLine(who(fact)).padEnd(14)} ${oneLine(what(fact), WIDEST)}`)
  }
  return ['```text', ...lines, '```'].join('\n')
}

/** The first and last of the named facts, then their neighbours up to the limit. */
function excerpt(named: readonly number[], length: number): number[] {
  const kept = named.length <= 6 ? named : [...named.slice(0, 3), ...named.slice(-3)]
  const shown = new Set(kept)
  for (const offset of [-1, 1]) {
    for (const index of kept) {
      const neighbour = index + offset
      if (shown.size < SHOWN && neighbour >= 0 && neighbour < length) shown.add(neighbour)
    }
  }
  return [...shown].sort((a, b) => a - b)
}

export function who(fact: Fact): string {
  switch (fact.side) {
    case 'client':
      return fact.attempt === 1 ? `client ${fact.client}` : `client ${fact.client}#${fact.attempt}`
    case 'origin':
      return fact.client === undefined ? 'origin' : `origin ${fact.client}`
    case 'harness':
      return 'harness'
  }
}

function requestLine(raw: string): string {
  const [, method, path] = /^:method: (.*)\r\n(?:.*\r\n)*?:path: (.*)\r\n/.exec(raw) ?? []
  return path === undefined ? (raw.split(/\r?\n/, 1)[0] ?? '') : `${method} ${path} HTTP/2`
}

export function what(fact: Fact): string {
  switch (fact.fact) {
    case 'connected':
      return `connected to ${fact.remote}`
    case 'request':
      return `${fact.side === 'client' ? 'sent' : 'got'} ${requestLine(fact.raw)}`
    case 'head':
      return `got headers ${fact.status}, ${fact.framing}${fact.encoding === '' ? '' : `, ${fact.encoding}`}`
    case 'interim':
      return `got interim response ${fact.status}`
    case 'body':
      return `read ${fact.bytes} bytes`
    case 'event':
      return `got event ${fact.id === '' ? '' : `"${fact.id}" `}(${fact.size} characters)`
    case 'comment':
      // Incompressible padding is a comment of random bytes.
      return /[^\x20-\x7e]/.test(fact.text)
        ? `got comment of ${fact.size} characters`
        : `got comment ": ${fact.text.slice(0, 40)}"`
    case 'retry':
      return `got retry ${fact.value} ms`
    case 'id':
      return `got last event id "${fact.value}"`
    case 'end':
      return `message ${fact.message}, socket ${fact.socket}${fact.code === '' ? '' : ` (${fact.code})`}${fact.reset === undefined ? '' : `, RST_STREAM ${fact.reset}`}${fact.byUs ? ', by the harness' : ''}`
    case 'queued':
      return 'waits: the connection has reached the stream limit of the server'
    case 'goaway':
      return `got GOAWAY ${fact.code}, ${fact.covered ? 'still served' : 'no longer served'}`
    case 'reconnecting':
      return `reconnects after ${fact.after} ms, Last-Event-ID "${fact.lastEventId}"`
    case 'gave-up':
      return `gave up: ${fact.because}`
    case 'connection':
      return `accepted connection ${fact.connection}`
    case 'sent-interim':
      return `sent interim response ${fact.status}`
    case 'sent-head':
      return `sent headers ${fact.status}, ${fact.framing}`
    case 'sent':
      return `sent ${fact.what}${fact.id === '' ? '' : ` "${fact.id}"`}, ${fact.bytes} bytes (${fact.written} in total)`
    case 'sent-body':
      return `sent ${fact.bytes} bytes of the request's body (${fact.written} in total)`
    case 'request-body':
      return `got ${fact.bytes} bytes of the request's body (${fact.read} in total)`
    case 'request-end':
      return "got the end of the request's body"
    case 'settings':
      return `got SETTINGS, max concurrent streams: ${fact.maxConcurrentStreams < 0 ? 'unlimited' : fact.maxConcurrentStreams}`
    case 'message':
      return `got message "${fact.text.slice(0, 40)}"`
    case 'closed':
      return `closed (${fact.how})`
    case 'peer-left':
      return `saw its peer disconnect (${fact.socket})`
    case 'act':
      return `${fact.name} ${Object.entries(fact.detail)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')}`
    case 'stall':
      return `event-loop stall of ${fact.ms.toFixed(0)} ms`
    case 'proxy':
      return `proxy ${fact.what} ${fact.detail}`
  }
}
