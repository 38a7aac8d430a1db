/** Apache modules: those that every configuration gets, and those that its directives need. */

import type { BuildFacts } from '../../harness/model/index.ts'
import { arg, type Directive } from './config.ts'
import { walk } from './tree.ts'

/** Modules that Debian enables on installation (apache2's postinst), and those that a reverse proxy commonly enables besides. */
const USUAL =
  `authz_core authz_host authn_core authn_file authz_user auth_basic access_compat alias dir autoindex env mime
  negotiation setenvif filter deflate status reqtimeout proxy proxy_http headers rewrite`.split(/\s+/)
/** No configuration runs without these. `log_config` is not needed to run, but without it `Log…` directives are rejected. */
const ALWAYS = ['unixd', 'authz_core', 'log_config']

/** Directive (lower case, anchored) → modules, in the order of loading. */
const BY_DIRECTIVE: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^proxy(pass|requests|timeout|preservehost|via|set|erroroverride|iobuffersize|badheader|maxforwards|addheaders|remote|block)/,
    ['proxy', 'proxy_http'],
  ],
  [/^<proxy(match)?$/, ['proxy', 'proxy_http']],
  [
    /^balancer|^proxyhcexpr|^proxyhctemplate/,
    ['proxy', 'proxy_http', 'slotmem_shm', 'proxy_balancer', 'lbmethod_byrequests'],
  ],
  [/^proxyhc/, ['watchdog', 'proxy_hcheck']],
  [/^(request)?header$/, ['headers']],
  [/^(setenv|unsetenv|passenv)$/, ['env']],
  [/^(setenvif(nocase|expr)?|browsermatch(nocase)?)$/, ['setenvif']],
  [/^rewrite/, ['rewrite']],
  [/^(alias|scriptalias|redirect)/, ['alias']],
  [/^(addtype|addencoding|addhandler|addoutputfilter|typesconfig|addcharset|addlanguage|defaultlanguage)$/, ['mime']],
  [/^(addoutputfilterbytype|filter)/, ['filter']],
  [/^deflate/, ['filter', 'deflate']],
  [/^brotli/, ['filter', 'brotli']],
  [/^(outputsed|inputsed)$/, ['sed']],
  [/^substitute/, ['substitute']],
  [/^expires/, ['expires']],
  [/^requestreadtimeout$/, ['reqtimeout']],
  [/^requestheader$/, ['headers']],
  [/^h2/, ['http2']],
  [/^protocols/, ['http2']],
  [/^cache(enable|disable|default|max|min|ignore|lock|stale|quick|store|header|detail)/, ['cache']],
  [/^cache(root|dir)/, ['cache', 'cache_disk']],
  [/^cachesocache/, ['cache', 'socache_shmcb', 'cache_socache']],
  [/^ssl(?!proxy)/, []],
  [/^remoteip/, ['remoteip']],
  [/^(bufferedlogs|logformat|customlog|transferlog)$/, ['log_config']],
  [/^buffersize$/, ['buffer']],
  [/^directoryindex|^directoryslash|^fallbackresource$/, ['dir']],
  [/^require$|^<require/, ['authz_core', 'authz_host']],
  [/^(order|allow|deny|satisfy)$/, ['access_compat']],
  [/^auth(type|name|userfile|basic)/, ['authn_core', 'authn_file', 'auth_basic', 'authz_user']],
  [/^extendedstatus$/, ['status']],
  [/^proxyhtml/, ['xml2enc', 'proxy_html']],
  [/^xml2/, ['xml2enc']],
  [/^charset/, ['charset_lite']],
  [/^(ssi|xbithack$)/, ['include']],
  [/^cookie(tracking|name|expires|domain|style|samesite|httponly|secure)$/, ['usertrack']],
  [/^session/, ['session', 'session_cookie']],
  [/^allowmethods$/, ['allowmethods']],
  [/^(checkspelling|checkcaseonly)$/, ['speling']],
  [/^dumpio/, ['dumpio']],
  [/^mimemagicfile$/, ['mime_magic']],
  [/^reflectorheader$/, ['reflector']],
  [/^logiotrackttfb$/, ['logio']],
  [/^<ifversion$/, ['version']],
  [/^logmessage$/, ['log_debug']],
  [/^proxywebsocket/, ['proxy', 'proxy_http', 'proxy_wstunnel']],
  [/^proxyscgi/, ['proxy', 'proxy_http', 'proxy_scgi']],
  [/^imap(base|default|menu)$/, ['imagemap']],
  [/^keptbodysize$/, ['request']],
  // Debian's own file loads unique_id with it.
  [/^sec(?!ure|ondary)[a-z]+$/, ['unique_id', 'security2']],
]

/** A module → those that it does not start without; Debian's a2enmod enables them with it. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  proxy_balancer: ['slotmem_shm', 'lbmethod_byrequests'],
  proxy_html: ['xml2enc'],
  ssl: ['socache_shmcb'],
}

const FILTERING = /putfilter|^filterprovider$/
/** Filters and balancing methods that are named as arguments. */
const BY_ARGUMENT: readonly (readonly [RegExp, RegExp, readonly string[]])[] = [
  [FILTERING, /^DEFLATE$|^INFLATE$/i, ['filter', 'deflate']],
  [FILTERING, /^BROTLI_COMPRESS$/i, ['filter', 'brotli']],
  [FILTERING, /^SED$/i, ['sed']],
  [FILTERING, /^RATE_LIMIT$/i, ['ratelimit']],
  [FILTERING, /^SUBSTITUTE$/i, ['substitute']],
  [FILTERING, /^BUFFER$/i, ['buffer']],
  [FILTERING, /^INCLUDES$/i, ['include']],
  [FILTERING, /^(XML2ENC|PROXY-HTML)$/i, ['xml2enc', 'proxy_html']],
  [/./, /^balancer:\/\//i, ['proxy', 'proxy_http', 'slotmem_shm', 'proxy_balancer', 'lbmethod_byrequests']],
  [/./, /^lbmethod=bybusyness$/i, ['lbmethod_bybusyness']],
  [/./, /^lbmethod=bytraffic$/i, ['lbmethod_bytraffic']],
  [/./, /^lbmethod=heartbeat$/i, ['lbmethod_heartbeat']],
  [/./, /^(h2|h2c):\/\//i, ['http2', 'proxy_http2']],
  [/./, /^wss?:\/\//i, ['proxy_wstunnel']],
  [/./, /^fcgi:\/\//i, ['proxy_fcgi']],
  [/./, /^ajp:\/\//i, ['proxy_ajp']],
  [/./, /^uwsgi:\/\//i, ['proxy_uwsgi']],
  [/./, /^scgi:\/\//i, ['proxy_scgi']],
  [/^cacheenable$/, /^disk$/i, ['cache', 'cache_disk']],
  [/^cacheenable$/, /^socache$/i, ['cache', 'socache_shmcb', 'cache_socache']],
  [/^sethandler$/, /^server-status$/i, ['status']],
]

/** Modules that only handle requests; those that run programs, reach other services, or are unknown are not loaded. */
export const HARMLESS: ReadonlySet<string> = new Set(
  `access_compat alias allowmethods asis auth_basic auth_digest auth_form authn_anon authn_core authn_file authn_socache authz_core
  authz_groupfile authz_host authz_owner authz_user autoindex brotli buffer cache cache_disk cache_socache charset_lite data deflate dir
  dumpio env expires filter headers http2 imagemap include info lbmethod_bybusyness lbmethod_byrequests lbmethod_bytraffic log_config
  log_debug logio macro mime mime_magic mpm_event mpm_prefork mpm_worker negotiation proxy proxy_ajp proxy_balancer proxy_fcgi
  proxy_hcheck proxy_html proxy_http proxy_http2 proxy_scgi proxy_uwsgi proxy_wstunnel ratelimit reflector remoteip reqtimeout request
  rewrite security2 sed session session_cookie setenvif slotmem_plain slotmem_shm socache_shmcb speling ssl status substitute unique_id unixd
  usertrack version watchdog xml2enc`.split(/\s+/),
)

/** Other modules of Apache's distribution: their directives are known, and never.ts has the harmful ones. */
const OTHERS: ReadonlySet<string> = new Set(
  `core http http_core so event worker prefork mpm_winnt actions auth_dbd authn_dbd authn_dbm authnz_fcgi authnz_ldap authz_dbd authz_dbm
  bucketeer case_filter case_filter_in cern_meta cgi cgid data dav dav_fs dav_lock dbd dialup echo ext_filter file_cache heartbeat
  heartmonitor ident isapi lbmethod_heartbeat ldap log_forensic lua md privileges proxy_connect proxy_express proxy_fdpass proxy_ftp
  session_crypto session_dbd socache_dbm socache_memcache socache_redis suexec systemd tls userdir vhost_alias`.split(
    /\s+/,
  ),
)

/** Whether everything that a module of this name (`mod_so`, `core`) understands is known here. */
export const isKnownModule = (name: string): boolean => HARMLESS.has(moduleName(name)) || OTHERS.has(moduleName(name))

/** `proxy_http` of `mod_proxy_http.c`, `proxy_http_module`, `mod_proxy_http.so`, `modules/mod_proxy_http.so`. */
export const moduleName = (word: string): string =>
  (word.split('/').at(-1) ?? '')
    .replace(/\.(c|so)$/, '')
    .replace(/^mod_/, '')
    .replace(/_module$/, '')

export const isBuiltIn = (module: string, build: BuildFacts): boolean =>
  build.builtIn.some((name) => moduleName(name) === module || name === module)

/** The module that has a directive, by its bare name; undefined where it is unknown. */
export const moduleOf = (directive: string): string | undefined =>
  BY_DIRECTIVE.find(([names]) => names.test(directive.toLowerCase()))?.[1].at(-1)

/** Path of a loadable module, undefined when this build does not have it. */
export const moduleFile = (module: string, build: BuildFacts): string | undefined => build.loadable[`mod_${module}`]

/** Modules that change, delay or keep the body of a response, and what they need. */
const SEES_BODY: ReadonlySet<string> = new Set(
  'brotli buffer cache cache_disk cache_socache socache_shmcb filter include proxy_html ratelimit security2 sed substitute unique_id xml2enc'.split(
    ' ',
  ),
)

/** The modules that these directives need, without what is inside of an `IfModule`. */
function neededBy(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap((directive) => {
    const key = directive.section ? `<${directive.key}` : directive.key
    const words = directive.args.flatMap(({ text }) =>
      directive.key.endsWith('filter') || directive.key.endsWith('bytype') ? text.split(';') : [text],
    )
    const named = BY_DIRECTIVE.filter(([names]) => names.test(key)).flatMap(([, modules]) => modules)
    const asArgument = BY_ARGUMENT.filter(
      ([names, argument]) => names.test(directive.key) && words.some((word) => argument.test(word)),
    ).flatMap(([, , modules]) => modules)
    // A configuration tests with IfModule which modules there are; the test does not require them. But a module that reads the
    // body is not omitted on a guess: without it "works" could not be reported. A section with places is loaded: see aroundPlaces.
    const all = neededBy(directive.section ?? [])
    const isAsked = directive.key === 'ifmodule'
    const isNegated = arg(directive).startsWith('!')
    const isOfPlaces = isAsked && placeModule(directive) !== undefined
    const inner = isAsked && !isOfPlaces ? all.filter((module) => !isNegated && SEES_BODY.has(module)) : all
    return [...named, ...asArgument, ...inner]
  })
}

/**
 * The modules that are loaded without the user's own `LoadModule` lines.
 * @param own modules that the user loads himself
 * @param front the modules that the front needs, whatever the configuration has
 * @param isWhole the configuration loads all of its modules, so that one that it omits is missing here too
 */
export function modulesToLoad(
  top: readonly Directive[],
  own: readonly string[],
  isWhole: boolean,
  build: BuildFacts,
  front: readonly string[] = [],
): readonly string[] {
  const hasMpm =
    own.some((name) => name.startsWith('mpm_')) ||
    build.builtIn.some((name) => /^(event|worker|prefork)$|^mpm_/.test(name))
  const wanted = [
    ...(hasMpm ? [] : ['mpm_event']),
    ...ALWAYS,
    ...front,
    ...(isWhole
      ? []
      : [
          ...USUAL,
          ...neededBy(top),
          ...own.flatMap((name) => BESIDE[name] ?? []),
          ...aroundPlaces(top),
          ...(definesMacros(top) ? ['macro'] : []),
        ]),
  ]
  return [...new Set(wanted)].filter(
    (name) => !own.includes(name) && !isBuiltIn(name, build) && moduleFile(name, build),
  )
}

/** Also inside of `<IfModule mod_macro.c>`: the author of a macro has that module. */
const definesMacros = (top: readonly Directive[]): boolean =>
  top.some(({ key, section = [] }) => key === 'macro' || definesMacros(section))

/** The author of a virtual host, or of a line that proxies, inside of `<IfModule mod_ssl.c>` has that module, however deep it is. */
function aroundPlaces(top: readonly Directive[]): readonly string[] {
  return [...walk(top)].flatMap((directive) => {
    const name = placeModule(directive)
    return name === undefined ? [] : [...(BESIDE[name] ?? []), name]
  })
}

/** The module of an `<IfModule>` with such places. */
function placeModule(directive: Directive): string | undefined {
  const name = moduleName(arg(directive).replace(/^!/, ''))
  if (directive.key !== 'ifmodule' || !HARMLESS.has(name) || name.startsWith('mpm_')) return undefined
  // `<IfModule !mod_ssl.c>` is where it is loaded.
  if (arg(directive).startsWith('!') && name !== 'ssl') return undefined
  return [...walk(directive.section ?? [])].some(({ key }) => IS_PLACE.test(key)) ? name : undefined
}

const IS_PLACE = /^(virtualhost|proxypass|proxypassmatch)$/
