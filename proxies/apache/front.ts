/**
 * The front of a test case, where that is TLS: the run's own certificate in place of the configuration's, HTTP/2 and HTTP/1.1 by ALPN.
 * Whatever else the configuration says of TLS and of HTTP/2 stays.
 */

import { type ConfigEdits, type NewDirective, directive as written } from '../../harness/config/parsed-edits.ts'
import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { SERVER_NAME } from '../../harness/runtimes/certificates.ts'
import { lacksFrontModule, TLS_FRONT } from '../_kit/offered-fronts.ts'
import { LARGEST_CACHE, USUAL_CACHE } from './audit/sizes.ts'
import { arg, type Directive } from './config.ts'
import { isBuiltIn, moduleFile } from './modules.ts'
import type { Selected } from './select-server.ts'
import { tlsLineOf } from './tls-host.ts'
import { walk } from './tree.ts'

/** Settings of a front that need no file (lower case). */
const KEPT =
  /^ssl(protocol|ciphersuite|honorcipherorder|compression|sessiontickets|sessioncachetimeout|insecurerenegotiation|renegbuffersize|strictsnivhostcheck|vhostsnipolicy|options|requiressl)$/
/** A cache for TLS sessions in shared memory, with the size of its file. */
const SHARED_MEMORY = /^shmcb:[^(]*(?:\((\d+)\))?$/
export const cacheOfSessions = (site: Site): string => `shmcb:${site.directory}/run/ssl_scache`

/**
 * Why there is no HTTP/2 here; undefined where there is. https://httpd.apache.org/docs/2.4/howto/http2.html#mpm-config
 * @param own bare names of the modules that the user loads himself
 */
export const noHttp2 = (own: readonly string[], build: BuildFacts): string | undefined =>
  own.includes('mpm_prefork') || isBuiltIn('prefork', build)
    ? 'mod_http2 does not run in prefork, so there is no HTTP/2 front'
    : undefined

/** What a front needs, in the order of loading. */
export const frontModules = (own: readonly string[], build: BuildFacts): readonly string[] =>
  noHttp2(own, build) === undefined ? ['socache_shmcb', 'ssl', 'http2'] : ['socache_shmcb', 'ssl']

/**
 * @param needed see `frontModules`
 * @throws SseCompatError `missing-module` where the build lacks one
 */
export function checkFront(needed: readonly string[], build: BuildFacts): void {
  const missing = needed.find((name) => !isBuiltIn(name, build) && moduleFile(name, build) === undefined)
  if (missing !== undefined) throw lacksFrontModule(build.id, `mod_${missing}`)
}

/** Removes what conflicts with the front's own settings, which apply to the whole server. */
export function replaceFront(top: readonly Directive[], selected: Selected, site: Site, edits: ConfigEdits): void {
  const own = selected.levels.length > 1 ? tlsLineOf(selected.levels[0] ?? []) : undefined
  const isOwn = ({ file, start }: Directive): boolean => file === own?.file && start === own.start
  for (const directive of walk(top)) {
    const { key } = directive
    if (isOwn(directive)) {
      // Virtual hosts may differ in these settings: the TLS handshake must select the right one.
      edits.replace(
        directive,
        written('ServerAlias', SERVER_NAME),
        `${TLS_FRONT} everywhere, and its clients ask for this name`,
      )
    } else if (/^ssl(engine|certificate(file|keyfile|chainfile))$/.test(key)) {
      edits.drop(directive, `${TLS_FRONT}, with the run's certificate`)
    } else if (key === 'sslsessioncache' && arg(directive) !== 'none') {
      const size = Math.min(Number(SHARED_MEMORY.exec(arg(directive))?.[1] ?? USUAL_CACHE), LARGEST_CACHE)
      edits.replace(
        directive,
        written('SSLSessionCache', `${cacheOfSessions(site)}(${size})`),
        'in the folder of its own',
      )
    } else if (key === 'protocols' && !directive.args.some(({ text }) => text.toLowerCase() === 'h2')) {
      edits.addWord(directive, 'h2', `${TLS_FRONT}, and offers HTTP/2`)
    }
  }
}

/** Unchanged where the front is TLS. */
export const isFrontSetting = (directive: Directive): boolean =>
  (KEPT.test(directive.key) || directive.key === 'sslsessioncache') && !isSystemPolicy(directive)

/** `SSLCipherSuite PROFILE=SYSTEM`, the default of Red Hat's systems: only their OpenSSL knows it, and another one does not start. */
export const isSystemPolicy = ({ key, args }: Directive): boolean =>
  key === 'sslciphersuite' && args.some(({ text }) => /^(PROFILE=|@SYSTEM\b)/i.test(text))

/** What applies to the whole server; it follows the user's files, which may load the modules. */
export function frontLines(top: readonly Directive[], { tls }: Site): readonly NewDirective[] {
  if (tls === undefined) return []
  const chosen = top.some(({ key }) => key === 'protocols')
  return [
    written('SSLEngine', 'on'),
    written('SSLCertificateFile', tls.certificate),
    written('SSLCertificateKeyFile', tls.key),
    ...(chosen ? [] : [written('Protocols', 'h2', 'http/1.1')]),
  ]
}
