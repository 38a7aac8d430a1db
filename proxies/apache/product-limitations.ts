/** Effects of Apache on a stream that no configuration changes. Each is verified by a run before it is reported. */
import type { BuildFacts, ConfigTree, Failing, Innate } from '../../harness/model/index.ts'

export const BARE: ConfigTree = { 'bare.conf': 'ProxyPass /sse/ http://app/sse/\n' }

const BARE_HTTP2: ConfigTree = { 'bare.conf': 'ProxyPass /sse/ h2c://app/sse/\n' }

const DOCS = 'https://httpd.apache.org/docs/2.4/'

const SIX_AT_FIRST =
  'mod_http2 begins with six requests at once on a connection, and allows more only as some of them end, which streams do not'

interface Row extends Innate {
  readonly for: string
  readonly observed: string
  /** The first version without it. */
  readonly until?: string
  /** Only where the application is reached over HTTP/2. */
  readonly isOfHttp2?: true
}

const ROWS: readonly Row[] = [
  {
    for: 'client-leaves-silent/noticed',
    observed: 'not-noticed',
    says: 'a thread of Apache that waits for the application does not watch its client: it learns that the client has left when it writes to it',
    doc: `${DOCS}mod/mpm_common.html#maxrequestworkers`,
    instead: {
      criterion: 'client-leaves-busy/noticed',
      says: 'let the application send a heartbeat, such as a comment every 15 s: what it writes tells it of a lost client',
    },
  },
  {
    for: 'delivery/head-first',
    observed: 'delayed',
    isOfHttp2: true,
    bare: BARE_HTTP2,
    says: 'mod_proxy_http2 (h2c://, h2://) sends the response headers together with the first body bytes; mod_proxy_http (http://) sends them immediately',
    doc: `${DOCS}mod/mod_proxy_http2.html`,
    instead: {
      criterion: 'heartbeat/delivered',
      says: 'let the application send a comment (a line with a colon) immediately after the response headers: it is delivered when it is sent, and the headers with it',
    },
  },
  {
    for: 'truncation/apart',
    observed: 'looks-whole',
    isOfHttp2: true,
    bare: BARE_HTTP2,
    says: 'mod_proxy_http2 (h2c://, h2://) ends a response that the application aborted properly, with an error page in it',
    doc: `${DOCS}mod/mod_proxy_http2.html`,
  },
  {
    for: 'capacity/streams',
    observed: 'below-announced',
    says: SIX_AT_FIRST,
    doc: `${DOCS}mod/mod_http2.html`,
  },
  {
    for: 'http2/many',
    observed: 'not-served',
    says: SIX_AT_FIRST,
    doc: `${DOCS}mod/mod_http2.html`,
  },
  {
    for: 'reload/open-stream',
    observed: 'lost',
    until: '2.4.69',
    says: 'up to 2.4.68 Apache closes a connection of HTTP/2 soon after a graceful restart, with streams open',
    doc: `${DOCS}stopping.html#graceful`,
  },
]

/** @param target of the route, as it is written */
export function innateTo({ version }: BuildFacts, { criterion, observed }: Failing, target = ''): Innate | undefined {
  const row = ROWS.find(
    (one) =>
      one.for === criterion &&
      observed.every((seen) => seen === one.observed) &&
      (one.isOfHttp2 !== true || /^h2c?:/i.test(target)),
  )
  return row === undefined || (row.until !== undefined && !isBefore(version, row.until)) ? undefined : row
}

function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0
}
