/** The responses that are requested, one after the other. */
import type { HeaderField } from '../../harness/model/index.ts'

export interface Answer {
  readonly status: number
  readonly fields: readonly HeaderField[]
  /** '' if the status allows no body. */
  readonly body: string
}

/** A page of another origin, which needs CORS to read the response. */
export const PAGE = 'https://page.example'

const CORS: readonly HeaderField[] = [
  ['Access-Control-Allow-Origin', PAGE],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Access-Control-Expose-Headers', 'Retry-After'],
]

const json = (status: number, more: readonly HeaderField[] = []): Answer => ({
  status,
  fields: [['Content-Type', 'application/json'], ['Cache-Control', 'no-store'], ...CORS, ...more],
  body: JSON.stringify({ status, why: 'as the application says it' }),
})

/** Another host, so that no proxy rewrites it. */
const LOCATION: HeaderField = ['Location', 'https://elsewhere.example/stream?from=here']

/** Keyed by the name of the stream that requests the response. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  'no-content': { status: 204, fields: [['Cache-Control', 'no-store'], ...CORS], body: '' },
  moved: json(301, [LOCATION]),
  'moved-for-now': json(307, [LOCATION]),
  'who-are-you': json(401, [['WWW-Authenticate', 'Bearer realm="events"']]),
  forbidden: json(403),
  'too-many': json(429, [['Retry-After', '7']]),
  failed: json(500),
  'not-now': json(503, [['Retry-After', '120']]),
  'other-type': json(200),
}

/** The responses that an EventSource requests too: each of them stops its reconnecting. */
export const STOPS = ['no-content', 'not-now', 'other-type'] as const
/** The name of the EventSource's stream for a response. */
export const eventSourceOf = (name: string): string => `es-${name}`

/** Fields to compare, if the application sent them. */
export const FIELDS = [
  'Content-Type',
  'Cache-Control',
  'Location',
  'WWW-Authenticate',
  'Retry-After',
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Credentials',
  'Access-Control-Expose-Headers',
] as const
