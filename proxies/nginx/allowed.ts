/**
 * What the directives of a configuration may name. A path, a program or a socket passes only where it is known what nginx does
 * with it; of any other directive only harmless words pass.
 * http://nginx.org/en/docs/dirindex.html
 */

import type { Directive } from './config.ts'

/** Blocks that hold data and no directives, apart from `include`. */
const DATA_BLOCK = /^(map|geo|split_clients|types|charset_map|match)$/

/** Directives whose arguments are URIs, header fields, conditions, names or texts, never files. */
const TEXT = new Set(
  `server location if limit_except upstream rewrite return set map geo split_clients types charset_map match http events server_name
  add_header add_trailer proxy_set_header proxy_hide_header proxy_pass_header proxy_ignore_headers proxy_redirect proxy_cookie_path
  proxy_cookie_domain proxy_cookie_flags proxy_method proxy_set_body proxy_cache proxy_cache_key proxy_cache_bypass
  proxy_cache_valid proxy_no_cache proxy_cache_purge proxy_limit_rate proxy_ssl_name proxy_next_upstream fastcgi_param fastcgi_index
  fastcgi_split_path_info fastcgi_cache fastcgi_cache_key fastcgi_cache_bypass fastcgi_no_cache fastcgi_hide_header
  fastcgi_pass_header fastcgi_ignore_headers uwsgi_param uwsgi_cache uwsgi_cache_key uwsgi_cache_bypass uwsgi_no_cache uwsgi_modifier1
  uwsgi_modifier2 scgi_param scgi_cache scgi_cache_key scgi_cache_bypass scgi_no_cache grpc_set_header grpc_ssl_name error_page try_files
  index log_format sub_filter sub_filter_types subs_filter subs_filter_types expires valid_referers limit_req_zone limit_conn_zone
  limit_rate limit_rate_after hash sticky stick keyval keyval_zone status_zone set_real_ip_from real_ip_header auth_request
  auth_request_set post_action userid_name userid_path userid_domain ssi_types charset charset_types source_charset default_type
  gzip_types gzip_disable brotli_types zstd_types more_set_headers more_clear_headers more_set_input_headers more_clear_input_headers
  echo echo_before_body echo_after_body echo_location echo_exec add_before_body add_after_body addition_types image_filter
  image_filter_transparency image_filter_buffer image_filter_jpeg_quality secure_link secure_link_md5 secure_link_secret http2_push
  referer_hash_bucket_size geoip_proxy memcached_next_upstream internal_redirect slice access_rules mp4_limit_rate health_check
  xml_entities_skip proxy_pass fastcgi_pass uwsgi_pass scgi_pass grpc_pass memcached_pass`.split(/\s+/),
)

/** Directives that other parts of this folder put right, whatever they name: see sandbox, servers, tree and main-file. */
const PUT_RIGHT =
  /^(include|listen|root|alias|access_log|error_log|load_module|pid|lock_file|user|working_directory|ssl_certificate|ssl_certificate_key|ssl_dhparam|ssl_(trusted|client)_certificate|ssl_crl|ssl_password_file|ssl_session_ticket_key|ssl_stapling_file|(proxy|grpc)_ssl_(certificate|certificate_key|trusted_certificate|crl|password_file)|(client_body|proxy|fastcgi|uwsgi|scgi)_temp_path|(proxy|fastcgi|uwsgi|scgi)_cache_path|mirror)$/

/** Directives that run programs, reach the network, or write where they like, whatever their arguments are. */
const NEVER: readonly (readonly [RegExp, string])[] = [
  [/^(stream|mail|rtmp)$/, 'not HTTP'],
  [
    /_by_lua|^lua_|^(js|perl|passenger|rails|wsgi|unit|ndk)_|^perl$|^(init|exit)_worker/,
    'runs a program, which no configuration does here',
  ],
  [
    /^(env|debug_points|worker_rlimit_core|google_perftools_profiles|master_process|daemon)$/,
    'belongs to the process, which is the harness’s own',
  ],
  [/^(?!(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$)\w+_pass$/, 'passes requests on to what is not HTTP'],
  [
    /^(resolver|proxy_bind|fastcgi_bind|uwsgi_bind|scgi_bind|grpc_bind|memcached_bind)$/,
    'nothing but the origin of the harness is reached from here',
  ],
  [
    /^(proxy|fastcgi|uwsgi|scgi)_store(_access)?$|^(dav_|create_full_put_path)/,
    'files are neither served nor written here',
  ],
  [
    /^(ssl_engine|ssl_object_cache|thread_pool_file|zone_sync\w*|mgmt|api|state|otel_exporter|opentracing\w*|zipkin\w*|datadog\w*)$/,
    'reaches files or services that are not here',
  ],
]

/** Words that name a file, a socket or a program, or could do so once a variable has its value. */
const NAMES_SOMETHING =
  /^~?\/|(^|[/=])\.\.?(\/|$)|\||\$|^(unix|file|data|engine|store|exec|prg|syslog):|=(\/|unix:)|\.(so|lua|js|pl|py|sh|pm|rb)$/i

/** Why a directive cannot stay as it is; undefined for one that may, or that is put right elsewhere. */
export function reasonToDrop(directive: Directive): string | undefined {
  const never = NEVER.find(([names]) => names.test(directive.name))?.[1]
  if (never !== undefined || PUT_RIGHT.test(directive.name)) return never
  const named = namesFile(directive)
  if (named === undefined) return undefined
  return /\$\{[A-Z][A-Z0-9_]*\}/.test(named)
    ? 'a variable in it has no value, so that the default holds here'
    : 'names a file, a socket or a program outside of the sandbox'
}

/** The first argument that could name something outside, of a directive of which it is not known to be harmless. */
export function namesFile({ name, args }: Directive): string | undefined {
  return TEXT.has(name) ? undefined : args.find(({ text }) => NAMES_SOMETHING.test(text))?.text
}

/** Every directive that nginx would read as one: not the entries of maps and the like. */
export function* directivesIn(directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    yield directive
    if (directive.block && !DATA_BLOCK.test(directive.name)) yield* directivesIn(directive.block)
  }
}
