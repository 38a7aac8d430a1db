/**
 * The front of a test case, where that is TLS: the run's own certificate in place of the configuration's, HTTP/2 and HTTP/1.1 by ALPN.
 * Whatever else the configuration says of TLS and of HTTP/2 stays.
 */

import { type ConfigEdits, type NewDirective, directive as written } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { SERVER_NAME } from '../../harness/runtimes/certificates.ts'
import { lacksFrontModule, TLS_FRONT } from '../_kit/offered-fronts.ts'
import type { Directive } from './config.ts'
import { directivesIn } from './layout.ts'
import type { Selected } from './select-server.ts'
import { isAtLeast } from './version.ts'

export interface Front {
  /** Words that may follow the address of a `listen`. */
  readonly listen: readonly string[]
  /** What holds for every server. */
  readonly http: readonly NewDirective[]
}

/** @throws SseCompatError `missing-module` where the site requires TLS or HTTP/2 and the build has no module for it */
export function frontOf({ tls }: Site, build: BuildFacts): Front {
  if (tls === undefined) return { listen: [], http: [] }
  for (const name of ['http_ssl', 'http_v2']) {
    if (!build.builtIn.includes(name)) throw lacksFrontModule(build.id, `${name}_module`)
  }
  const http = [written('ssl_certificate', tls.certificate), written('ssl_certificate_key', tls.key)]
  // http://nginx.org/en/docs/http/ngx_http_v2_module.html#http2
  return isAtLeast(build, '1.25.1')
    ? { listen: ['ssl'], http: [...http, written('http2', 'on')] }
    : { listen: ['ssl', 'http2'], http }
}

/** Removes what conflicts with the front's own settings in `http`, and directs its clients to the selected server. */
export function replaceFront(http: readonly Directive[], selected: Selected, edits: ConfigEdits): void {
  for (const directive of directivesIn(http)) {
    if (/^ssl_certificate(_key)?$/.test(directive.name))
      edits.drop(directive, `${TLS_FRONT}, with the run's certificate`)
    else if (directive.name === 'http2') edits.drop(directive, `${TLS_FRONT}, and offers HTTP/2`)
  }
  // The other servers have the same address and could be the default server, with TLS settings of their own.
  const names = selected.server.block?.find(({ name, args }) => name === 'server_name' && args.length > 0)
  if (selected.host !== '' && names)
    edits.addWord(names, SERVER_NAME, `${TLS_FRONT}, and its clients ask for this name`)
}
