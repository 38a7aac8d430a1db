/** Whether a value from a file is a fact: whoever judges or prints it relies on its fields. Pure. */
import type { ClientFact, Fact, HarnessFact, OriginFact } from '../model/index.ts'

type Kind = 'string' | 'number' | 'boolean' | 'headers' | 'detail'
type Shape = Readonly<Record<string, Kind>>
type Shapes<Of extends Fact> = { readonly [Name in Of['fact']]: Shape }

const RAW = { raw: 'string' } as const
const RAW_STATUS = { raw: 'string', status: 'number' } as const
const PIECE = { bytes: 'number', written: 'number' } as const
const TEXT = { text: 'string' } as const

const OF_CLIENT: Shapes<ClientFact> = {
  connected: { local: 'string', remote: 'string' },
  request: RAW,
  interim: RAW_STATUS,
  head: { ...RAW_STATUS, headers: 'headers', framing: 'string', encoding: 'string' },
  body: { bytes: 'number', encoded: 'number' },
  event: { id: 'string', event: 'string', data: 'string', size: 'number', digest: 'string' },
  comment: { ...TEXT, size: 'number' },
  retry: { value: 'number' },
  id: { value: 'string' },
  end: { socket: 'string', message: 'string', code: 'string', byUs: 'boolean' },
  'sent-body': PIECE,
  settings: { maxConcurrentStreams: 'number' },
  queued: {},
  goaway: { code: 'number', covered: 'boolean' },
  message: TEXT,
  reconnecting: { after: 'number', lastEventId: 'string' },
  'gave-up': { because: 'string' },
}

const OF_ORIGIN: Shapes<OriginFact> = {
  connection: { remote: 'string' },
  request: { ...RAW, method: 'string', target: 'string', version: 'string', headers: 'headers' },
  'sent-interim': RAW_STATUS,
  'sent-head': { ...RAW_STATUS, asked: 'string', framing: 'string' },
  sent: { ...PIECE, what: 'string', id: 'string', digest: 'string' },
  'request-body': { bytes: 'number', read: 'number' },
  'request-end': { digest: 'string' },
  message: TEXT,
  closed: { how: 'string' },
  'peer-left': { socket: 'string' },
}

const OF_HARNESS: Shapes<HarnessFact> = {
  act: { name: 'string', detail: 'detail' },
  stall: { ms: 'number' },
  proxy: { what: 'string', detail: 'string' },
}

const SHAPES: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  client: OF_CLIENT,
  origin: OF_ORIGIN,
  harness: OF_HARNESS,
}

export function isFact(value: Readonly<Record<string, unknown>>): boolean {
  const { side, t, fact } = value
  const shape = own(own(SHAPES, side), fact)
  if (shape === undefined || typeof t !== 'number') return false
  return Object.entries(shape).every(([field, kind]) => isOf(value[field], kind))
}

const own = <Value>(of: Readonly<Record<string, Value>> | undefined, key: unknown): Value | undefined =>
  of !== undefined && typeof key === 'string' && Object.hasOwn(of, key) ? of[key] : undefined

function isOf(value: unknown, kind: Kind): boolean {
  if (kind === 'headers') return Array.isArray(value) && value.every(isField)
  if (kind === 'detail') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === kind
}

const isField = (field: unknown): boolean =>
  Array.isArray(field) && field.length === 2 && field.every((part) => typeof part === 'string')
