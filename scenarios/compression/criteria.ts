import type { Criterion, Finding, Measure, Trace } from '../../harness/model/index.ts'
import {
  bytes,
  clientFacts,
  dependent,
  eventsAsSent,
  fail,
  gated,
  headerValue,
  isStalled,
  measured,
  notApplicable,
  pass,
  sentField,
  stalled,
} from '../../harness/trace/facts.ts'
import { BROWSER, FORBIDDEN, IDENTITY, STREAMS } from './streams.ts'

const CODINGS = ['gzip', 'br', 'deflate', 'zstd']
const NOT_ENCODED = 'the stream is not encoded'

const headOf = (trace: Trace, name: string) => {
  const head = clientFacts(trace, name, 'head', 1)[0]
  return head?.status === 200 ? head : undefined
}

/** Judges an encoded response; not applicable if the response was not encoded. */
function ifEncoded(trace: Trace, judge: (head: NonNullable<ReturnType<typeof headOf>>) => Finding): Finding {
  const head = headOf(trace, BROWSER)
  if (head === undefined) return dependent('delivery/live', 'the client received no stream')
  return head.encoding === '' ? notApplicable(NOT_ENCODED, [head.index]) : judge(head)
}

/** Body bytes before and after decoding, and their ratio. */
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
  title: 'The Content-Encoding that a client receives which accepts one, and the compression ratio.',
  classes: ['none', ...CODINGS, 'other'],
  judge(trace) {
    const head = headOf(trace, BROWSER)
    if (head === undefined) return dependent('delivery/live', 'the client received no stream')
    const parts = { expected: 'no expectation (informative)', evidence: [head.index] }
    if (head.encoding === '') return measured('none', { ...parts, actual: 'not encoded' })
    const observed = CODINGS.includes(head.encoding) ? head.encoding : 'other'
    return measured(observed, { ...parts, actual: `Content-Encoding: ${head.encoding}`, measures: sizes(trace) })
  },
}

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'An encoded stream is flushed after each event.',
  classes: ['live', 'held'],
  judge: (trace) =>
    ifEncoded(trace, (head) => {
      const [encoded, plain] = [gated(trace, BROWSER), gated(trace, IDENTITY)]
      const parts = { expected: 'each event arrives before the next is sent', evidence: encoded.evidence }
      if (encoded.is === 'live') return pass('live', { ...parts, actual: `streamed, with ${head.encoding}` })
      if (isStalled(trace)) return stalled(encoded.evidence)
      if (plain.is !== 'live')
        return dependent('delivery/live', 'events are buffered without compression too', plain.evidence)
      return fail('held', { ...parts, actual: `${head.encoding} buffers events that are streamed without it` })
    }),
}

const decodes: Criterion = {
  id: 'decodes',
  kind: 'required',
  title: 'After decoding, every event is complete and unaltered, and the encoded body ends properly.',
  classes: ['whole', 'lost', 'altered', 'cut'],
  judge(trace) {
    const expected = 'every event of the three streams, once and in order'
    for (const name of STREAMS) {
      const end = clientFacts(trace, name, 'end', 1)[0]
      const { is, evidence } = gated(trace, name)
      if (is === 'no-stream') return dependent('delivery/live', 'the client received no stream', evidence)
      const found = eventsAsSent(trace, name)
      if (found.is === 'whole' && (end === undefined || end.byUs || end.message === 'complete')) continue
      if (found.is !== 'altered' && isStalled(trace)) return stalled()
      if (found.is !== 'whole') return fail(found.is, { expected, actual: found.actual, evidence: found.evidence })
      const cut = end === undefined ? [] : [end.index]
      return fail('cut', { expected, actual: 'the encoded body is truncated', evidence: cut })
    }
    return pass('whole', { expected, actual: expected })
  },
}

const noTransform: Criterion = {
  id: 'no-transform',
  kind: 'optimal',
  title: 'Cache-Control: no-transform from the application prevents encoding (RFC 9111 §5.2.2.6).',
  classes: ['kept', 'transformed'],
  judge(trace) {
    const head = headOf(trace, FORBIDDEN)
    if (head === undefined) return dependent('delivery/live', 'the client received no stream')
    if (!/\bno-transform\b/.test(sentField(trace, FORBIDDEN, 'Cache-Control') ?? '')) {
      return notApplicable('the application of this profile sets its own Cache-Control')
    }
    const parts = { expected: 'no Content-Encoding', evidence: [head.index] }
    if (head.encoding === '') return pass('kept', { ...parts, actual: 'none' })
    return fail('transformed', { ...parts, actual: `Content-Encoding: ${head.encoding} despite no-transform` })
  },
}

const asked: Criterion = {
  id: 'asked',
  kind: 'required',
  title: 'A client gets only a content coding that it accepts, and none where it accepts none (RFC 9110 §12.5.3).',
  classes: ['respected', 'forced', 'other'],
  judge(trace) {
    const [plain, coded] = [headOf(trace, IDENTITY), headOf(trace, BROWSER)]
    if (plain === undefined || coded === undefined) return dependent('delivery/live', 'the client received no stream')
    const expected = 'no Content-Encoding that the client does not accept'
    if (plain.encoding !== '') {
      const actual = `Content-Encoding: ${plain.encoding} for a client that accepts none`
      return fail('forced', { expected, actual, evidence: [plain.index] })
    }
    const { accepts = 'every' } = trace.axes
    if (coded.encoding === '' || accepts === 'every' || accepts === coded.encoding)
      return pass('respected', { expected, actual: 'none', evidence: [plain.index, coded.index] })
    const actual = `Content-Encoding: ${coded.encoding} for a client that accepts only ${accepts}`
    return fail('other', { expected, actual, evidence: [coded.index] })
  },
}

const vary: Criterion = {
  id: 'vary',
  kind: 'optimal',
  title: 'An encoded response has Vary: Accept-Encoding (RFC 9110 §12.5.5).',
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
  title: 'An encoded response does not keep the strong ETag of the identity response (RFC 9110 §8.8.3.3).',
  classes: ['weakened', 'changed', 'dropped', 'kept'],
  judge: (trace) =>
    ifEncoded(trace, ({ headers, index }) => {
      const sent = sentField(trace, BROWSER, 'ETag')
      const value = headerValue(headers, 'ETag')
      const parts = { expected: 'another ETag, a weak one, or none', evidence: [index] }
      if (value === undefined) return pass('dropped', { ...parts, actual: 'none' })
      if (value === sent)
        return fail('kept', { ...parts, actual: `ETag: ${value}, unchanged although the response is encoded` })
      return pass(/^W\//.test(value) ? 'weakened' : 'changed', { ...parts, actual: `ETag: ${value}` })
    }),
}

export const criteria: readonly Criterion[] = [encoding, live, decodes, noTransform, asked, vary, etag]
