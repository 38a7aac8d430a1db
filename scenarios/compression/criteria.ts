import type { Criterion, Finding, Measure, Trace } from '../../harness/model/index.ts'
import {
  bytes,
  clientFacts,
  eventsAsSent,
  fail,
  gated,
  headerValue,
  longestStall,
  measured,
  noisy,
  notApplicable,
  pass,
  sentField,
} from '../../harness/trace/facts.ts'
import { BROWSER, FORBIDDEN, IDENTITY, STREAMS } from './streams.ts'

/** A stall of the harness from which on an event that was waited for in vain is doubtful. */
const DOUBT = 300
const CODINGS = ['gzip', 'br', 'deflate', 'zstd']
const NOT_ENCODED = 'the stream is not encoded'

const headOf = (trace: Trace, name: string) => {
  const head = clientFacts(trace, name, 'head', 1)[0]
  return head?.status === 200 ? head : undefined
}

/** A finding about an answer that the client got encoded; not applicable where it was not. */
function ifEncoded(trace: Trace, judge: (head: NonNullable<ReturnType<typeof headOf>>) => Finding): Finding {
  const head = headOf(trace, BROWSER)
  if (head === undefined) return notApplicable('the client got no stream')
  return head.encoding === '' ? notApplicable(NOT_ENCODED, [head.index]) : judge(head)
}

/** Bytes of body before and after decoding, and what share of them is sent. */
function sizes(trace: Trace): Readonly<Record<string, Measure>> {
  const pieces = clientFacts(trace, BROWSER, 'body')
  const decoded = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
  const encoded = pieces.reduce((sum, piece) => sum + piece.encoded, 0)
  if (decoded === 0) return {}
  const ratio: Measure = { value: Math.round((encoded / decoded) * 100) / 100, unit: 'ratio' }
  return { plain: bytes(decoded), sent: bytes(encoded), ratio }
}

const encoding: Criterion = {
  id: 'encoding',
  kind: 'informative',
  title: 'The Content-Encoding that a browser gets, and what it makes of the size.',
  classes: ['none', ...CODINGS, 'other'],
  judge(trace) {
    const head = headOf(trace, BROWSER)
    if (head === undefined) return notApplicable('the client got no stream')
    const parts = { expected: 'a fact', evidence: [head.index] }
    if (head.encoding === '') return measured('none', { ...parts, actual: 'not encoded' })
    const observed = CODINGS.includes(head.encoding) ? head.encoding : 'other'
    return measured(observed, { ...parts, actual: `Content-Encoding: ${head.encoding}`, measures: sizes(trace) })
  },
}

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'An encoded stream is flushed with each event.',
  classes: ['live', 'held'],
  judge: (trace) =>
    ifEncoded(trace, (head) => {
      const [encoded, plain] = [gated(trace, BROWSER), gated(trace, IDENTITY)]
      const parts = { expected: 'each event while the next is withheld', evidence: encoded.evidence }
      if (encoded.is === 'live') return pass('live', { ...parts, actual: `live, with ${head.encoding}` })
      if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', encoded.evidence)
      if (plain.is !== 'live') return notApplicable('events are held without a coding, too', plain.evidence)
      return fail('held', { ...parts, actual: `${head.encoding} holds events that come at once without it` })
    }),
}

const decodes: Criterion = {
  id: 'decodes',
  kind: 'required',
  title: 'After decoding every event has come, as it was, and the coding is complete.',
  classes: ['whole', 'lost', 'altered', 'cut'],
  judge(trace) {
    const expected = 'every event of the three streams, once and in order'
    for (const name of STREAMS) {
      const end = clientFacts(trace, name, 'end', 1)[0]
      const { is, evidence } = gated(trace, name)
      if (is === 'no-stream') return notApplicable('the client got no stream', evidence)
      const found = eventsAsSent(trace, name)
      if (found.is === 'whole' && (end === undefined || end.byUs || end.message === 'complete')) continue
      if (found.is !== 'altered' && longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
      if (found.is !== 'whole') return fail(found.is, { expected, actual: found.actual, evidence: found.evidence })
      const cut = end === undefined ? [] : [end.index]
      return fail('cut', { expected, actual: 'the body breaks off', evidence: cut })
    }
    return pass('whole', { expected, actual: expected })
  },
}

const noTransform: Criterion = {
  id: 'no-transform',
  kind: 'optimal',
  title: 'Cache-Control: no-transform from the application keeps the stream as it is (RFC 9111 §5.2.2.6).',
  classes: ['kept', 'transformed'],
  judge(trace) {
    const head = headOf(trace, FORBIDDEN)
    if (head === undefined) return notApplicable('the client got no stream')
    if (!/\bno-transform\b/.test(sentField(trace, FORBIDDEN, 'Cache-Control') ?? '')) {
      return notApplicable('the application of this profile sets its own Cache-Control')
    }
    const parts = { expected: 'no Content-Encoding', evidence: [head.index] }
    if (head.encoding === '') return pass('kept', { ...parts, actual: 'none' })
    return fail('transformed', { ...parts, actual: `Content-Encoding: ${head.encoding} in spite of no-transform` })
  },
}

const asked: Criterion = {
  id: 'asked',
  kind: 'required',
  title: 'A client that takes no coding gets none (RFC 9110 §12.5.3).',
  classes: ['respected', 'forced'],
  judge(trace) {
    const head = headOf(trace, IDENTITY)
    if (head === undefined) return notApplicable('the client got no stream')
    const parts = { expected: 'no Content-Encoding', evidence: [head.index] }
    if (head.encoding === '') return pass('respected', { ...parts, actual: 'none' })
    return fail('forced', { ...parts, actual: `Content-Encoding: ${head.encoding} for a client that takes none` })
  },
}

const vary: Criterion = {
  id: 'vary',
  kind: 'optimal',
  title: 'An encoded answer says that it depends on Accept-Encoding (RFC 9110 §12.5.5).',
  classes: ['named', 'missing'],
  judge: (trace) =>
    ifEncoded(trace, ({ headers, index }) => {
      const values = headers.filter(([name]) => name.toLowerCase() === 'vary').map(([, value]) => value)
      const value = values.join(', ')
      const parts = { expected: 'Vary: Accept-Encoding', evidence: [index] }
      if (/accept-encoding|\*/i.test(value)) return pass('named', { ...parts, actual: `Vary: ${value}` })
      return fail('missing', { ...parts, actual: value === '' ? 'encoded without Vary' : `Vary: ${value}` })
    }),
}

const etag: Criterion = {
  id: 'etag',
  kind: 'optimal',
  title: 'An encoded answer does not keep the strong ETag of the plain one (RFC 9110 §8.8.3.3).',
  classes: ['weakened', 'changed', 'dropped', 'kept'],
  judge: (trace) =>
    ifEncoded(trace, ({ headers, index }) => {
      const sent = sentField(trace, BROWSER, 'ETag')
      const value = headerValue(headers, 'ETag')
      const parts = { expected: 'another ETag, a weak one, or none', evidence: [index] }
      if (value === undefined) return pass('dropped', { ...parts, actual: 'none' })
      if (value === sent) return fail('kept', { ...parts, actual: `ETag: ${value}, as if it were not encoded` })
      return pass(/^W\//.test(value) ? 'weakened' : 'changed', { ...parts, actual: `ETag: ${value}` })
    }),
}

export const criteria: readonly Criterion[] = [encoding, live, decodes, noTransform, asked, vary, etag]
