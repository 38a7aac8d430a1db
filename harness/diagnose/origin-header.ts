/** `--origin-header`: a response header field of the application, which the test upstream sends instead. Pure. */
import type { HeaderField } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

/** These fields describe how a body is sent, and the test upstream sends its own bodies. RFC 9110 §7.6.1, §8.4, §8.6; RFC 9112 §6. */
const FRAMING =
  /^(?:connection|content-encoding|content-length|content-range|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i
/** Bytes of all fields together; Node's client accepts 16 KB, including what a proxy adds. */
const MAX_SIZE = 8192
const FORM = 'For example --origin-header "X-Accel-Buffering: no".'

/** @throws SseCompatError `bad-option` */
export function collectOriginHeader(value: string, before: readonly HeaderField[]): HeaderField[] {
  // RFC 9110 §5.1 and §5.5
  const [, name, content = ''] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(value) ?? []
  if (name === undefined) throw wrong('--origin-header takes <name>: <value> on one line', FORM)
  const field: HeaderField = [name, content.trimEnd()]
  if (FRAMING.test(name)) throw wrong(`--origin-header: ${name} belongs to the test upstream's own response`, FORM)
  if (/^content-type$/i.test(name) && !/^text\/event-stream\s*(?:;|$)/i.test(content)) {
    throw wrong('--origin-header: the Content-Type of a stream is text/event-stream', FORM)
  }
  const all = [...before, field]
  if (all.reduce((sum, [one, text]) => sum + one.length + text.length + 4, 0) > MAX_SIZE) {
    throw wrong(`--origin-header: more than ${MAX_SIZE} bytes in all`, 'Give those that matter to a stream.')
  }
  return all
}

const wrong = (message: string, advice: string): SseCompatError => new SseCompatError('bad-option', message, { advice })

/** Fields of the application; a field of the later list replaces the earlier ones of the same name. */
export function replacedBy(fields: readonly HeaderField[], later: readonly HeaderField[]): readonly HeaderField[] {
  const names = new Set(later.map(([name]) => name.toLowerCase()))
  return [...fields.filter(([name]) => !names.has(name.toLowerCase())), ...later]
}
