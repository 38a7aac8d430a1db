/** nginx modules: which are compiled in, and which files a configuration needs to have loaded. */

import type { BuildFacts } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { directivesIn } from './layout.ts'

/** Built unless `--without-…` says otherwise: http://nginx.org/en/docs/configure.html */
const BY_DEFAULT =
  `http_access http_auth_basic http_autoindex http_browser http_charset http_empty_gif http_fastcgi http_geo
  http_grpc http_gzip http_limit_conn http_limit_req http_map http_memcached http_mirror http_proxy http_referer http_rewrite
  http_scgi http_split_clients http_ssi http_upstream_hash http_upstream_ip_hash http_upstream_keepalive
  http_upstream_least_conn http_upstream_random http_upstream_zone http_userid http_uwsgi`.split(/\s+/)

/** `http_ssl` of `--with-http_ssl_module`, `ngx_http_ssl_module` and the like. */
export const moduleName = (word: string): string => word.replace(/^ngx_/, '').replace(/(_filter)?_module$/, '')

/** Names of the modules that `nginx -V` lists as compiled in; dynamic modules (`=dynamic`) are not included. */
export function builtInModules(report: string): readonly string[] {
  const withs = [...report.matchAll(/--with-([a-z0-9_]+)(?=\s|$)/g)].map(([, word = '']) => moduleName(word))
  const without = new Set([...report.matchAll(/--without-([a-z0-9_]+)/g)].map(([, word = '']) => moduleName(word)))
  const plus = /\(nginx-plus-/.test(report) ? [moduleName(PLUS)] : []
  return [...new Set([...BY_DEFAULT.filter((name) => !without.has(name)), ...withs, ...plus])].sort()
}

/** Stands for what only the commercial NGINX Plus has. */
export const PLUS = 'ngx_http_plus_module'

/** Directive → file names without `.so`, in the order in which they have to be loaded. */
const LOADED_FOR: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^echo(_|$)/, ['ngx_http_echo_module']],
  [/^more_(set|clear)_(input_)?headers$/, ['ngx_http_headers_more_filter_module']],
  [/^brotli(_|$)/, ['ngx_http_brotli_filter_module', 'ngx_http_brotli_static_module']],
  [/^zstd(_|$)/, ['ngx_http_zstd_filter_module', 'ngx_http_zstd_static_module']],
  [/^geoip2/, ['ngx_http_geoip2_module']],
  [/^geoip_/, ['ngx_http_geoip_module']],
  [/^image_filter/, ['ngx_http_image_filter_module']],
  [/^(xml_entities|xslt_)/, ['ngx_http_xslt_filter_module']],
  [/^subs_filter/, ['ngx_http_subs_filter_module']],
  [/^nchan_/, ['ngx_nchan_module']],
  [/^proxy_cache_purge$/, ['ngx_http_cache_purge_module']],
]

/** Modules that only handle requests; those of languages, and unknown ones, are not loaded. */
const HARMLESS = new Set([
  ...LOADED_FOR.flatMap(([, files]) => files),
  'ngx_http_fancyindex_module',
  'ngx_http_upstream_fair_module',
])

/** @param file its name without `.so` */
export const isHarmless = (file: string): boolean => HARMLESS.has(file)

/** For modules that are only named, where their directives are not known to a build. */
const ALSO: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^modsecurity/, ['ngx_http_modsecurity_module']],
  [/^coraza/, ['ngx_http_coraza_module']],
  [/^pagespeed/, ['ngx_pagespeed']],
  [
    /^(SecRulesEnabled|SecRulesDisabled|LearningMode|DeniedUrl|CheckRule|BasicRule|MainRule|LibInjection\w*)$/,
    ['ngx_http_naxsi_module'],
  ],
  [/^app_protect/, ['ngx_http_app_protect_module']],
  // https://github.com/chobits/ngx_http_proxy_connect_module; proxy_connect_timeout is nginx's own.
  [
    /^proxy_connect(_(allow|address|bind|connect_timeout|read_timeout|send_timeout|send_lowat|response))?$/,
    ['ngx_http_proxy_connect_module'],
  ],
  [/^(http2|http2_\w+)$/, ['ngx_http_v2_module']],
  [/^(http3|quic\w*)$/, ['ngx_http_v3_module']],
  [/^sub_filter/, ['ngx_http_sub_module']],
  [/^(real_ip|set_real_ip)/, ['ngx_http_realip_module']],
  [/^stub_status$/, ['ngx_http_stub_status_module']],
  [/^limit_conn/, ['ngx_http_limit_conn_module']],
  [/^limit_req/, ['ngx_http_limit_req_module']],
  [/^geo$/, ['ngx_http_geo_module']],
  [/^split_clients$/, ['ngx_http_split_clients_module']],
  [/^valid_referers$/, ['ngx_http_referer_module']],
  [/^userid/, ['ngx_http_userid_module']],
  [/^auth_request/, ['ngx_http_auth_request_module']],
  [/^auth_pam/, ['ngx_http_auth_pam_module']],
  [/^dav_ext_/, ['ngx_http_dav_ext_module']],
  [/^memc_/, ['ngx_http_memc_module']],
  [/^srcache_/, ['ngx_http_srcache_filter_module']],
  [
    /^set_(quote|unquote|escape|unescape|hashed|md5|sha1|hmac|encode|decode|base32|secure|random|rotate|local)/,
    ['ngx_http_set_misc_module'],
  ],
  [/^fair$/, ['ngx_http_upstream_fair_module']],
  [/^sticky$/, ['ngx_http_sticky_module']],
  [/^(health_check|status_zone|least_time|ntlm|auth_jwt\w*|session_log\w*)$/, [PLUS]],
  [/^check(_\w+)?$/, ['ngx_http_upstream_check_module']],
  [/^secure_link/, ['ngx_http_secure_link_module']],
  [/^slice$/, ['ngx_http_slice_module']],
]

/** Modules that list folders, count, purge caches or serve content themselves: proxied responses are the same without them. */
const NEEDLESS: readonly (readonly [RegExp, string])[] = [
  [/^fancyindex/, 'ngx_http_fancyindex_module'],
  [/^proxy_cache_purge$/, 'ngx_http_cache_purge_module'],
  [/^vhost_traffic_status/, 'ngx_http_vhost_traffic_status_module'],
  [/^vod(_|$)/, 'ngx_http_vod_module'],
  [/^push_stream/, 'ngx_http_push_stream_module'],
  [/^(upload_progress|track_uploads|report_uploads)/, 'ngx_http_uploadprogress_module'],
]

/** A directive that can be removed where the build does not have its module. */
export const isNeedless = (directive: string, build: BuildFacts): boolean =>
  NEEDLESS.some(([names, file]) => names.test(directive) && build.loadable[file] === undefined)

/** The module that has a directive; undefined where it is part of every nginx, or unknown. */
export const moduleOf = (directive: string): string | undefined =>
  [...LOADED_FOR, ...ALSO].find(([names]) => names.test(directive))?.[1].at(0)

/** @param module as `moduleOf` names it */
export const isBuiltIn = (module: string, build: BuildFacts): boolean => build.builtIn.includes(moduleName(module))

/** Paths for `load_module`: modules that the directives need, that the build has as a file, and that no `load_module` names already. */
export function modulesToLoad(top: readonly Directive[], build: BuildFacts): readonly string[] {
  const all = [...directivesIn(top)]
  const named = new Set(
    all
      .filter(({ name }) => name === 'load_module')
      .map(({ args }) => args[0]?.text.split('/').at(-1)?.replace(/\.so$/, '')),
  )
  const files = LOADED_FOR.filter(([names]) => all.some(({ name }) => names.test(name))).flatMap(([, files]) => files)
  return files.filter((file) => !named.has(file)).flatMap((file) => build.loadable[file] ?? [])
}
