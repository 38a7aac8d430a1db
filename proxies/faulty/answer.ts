/** The effect of a defect on one response before it is forwarded: the hooks that apply to it, and its head, edited in place. */
import type { IncomingMessage } from 'node:http'
import type { Hooks } from './hooks.ts'

/** Fields that turn any response into an event stream. */
const STREAM = ['Content-Type', 'text/event-stream']

/** @param request the client's request */
export function hooksForAnswer(hooks: Hooks, request: IncomingMessage, answer: IncomingMessage): Hooks {
  if (hooks.answerAsStream === true) becomeStream(answer)
  if (hooks.failAs !== undefined && (answer.statusCode ?? 0) >= 400) answer.statusCode = hooks.failAs
  if (hooks.holdOnAccelYes === true && answer.headers['x-accel-buffering'] === 'yes') {
    return { ...hooks, holdUntilEnd: true }
  }
  if (hooks.holdKnownLength !== undefined && answer.headers['content-length'] !== undefined) {
    return { ...hooks, holdBytes: hooks.holdKnownLength }
  }
  if (hooks.cutIdlePost !== undefined && request.method === 'POST') {
    return { ...hooks, cutIdle: hooks.cutIdlePost }
  }
  if (hooks.compress !== undefined && isCompressed(hooks, hooks.compress, request, answer)) {
    describeCoding(hooks.compress, answer)
    return { ...hooks, gzip: true, holdUntilEnd: hooks.compress === 'held' }
  }
  return hooks
}

function becomeStream(answer: IncomingMessage): void {
  if (answer.statusCode === 200 && answer.headers['content-type'] === STREAM[1]) return
  answer.statusCode = 200
  answer.rawHeaders = [...without(answer.rawHeaders, 'content-type'), ...STREAM]
}

/** A correct compressor considers both sides (RFC 9110 §12.5.3, RFC 9111 §5.2.2.6). */
function isCompressed(
  { coding = 'gzip' }: Hooks,
  rule: string,
  request: IncomingMessage,
  answer: IncomingMessage,
): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? 'identity').split(/[,;\s]+/)
  const asked = rule === 'any-coding' ? !accepted.includes('identity') : accepted.includes(coding)
  const forbidden = /\bno-transform\b/.test(answer.headers['cache-control'] ?? '')
  return (asked || rule === 'unasked') && (!forbidden || rule === 'forbidden')
}

/** RFC 9110 §12.5.5 and §8.8.3.3: the response depends on the request, and is no longer the one that the ETag names. */
function describeCoding(rule: string, answer: IncomingMessage): void {
  if (rule !== 'no-vary') answer.rawHeaders.push('Vary', 'Accept-Encoding')
  const { etag } = answer.headers
  if (etag === undefined || rule === 'strong-etag') return
  answer.rawHeaders = [...without(answer.rawHeaders, 'etag'), 'ETag', `W/${etag}`]
}

/** @param raw names and values alternate */
function without(raw: readonly string[], name: string): string[] {
  return raw.filter((_, n) => raw[n - (n % 2)]?.toLowerCase() !== name)
}
