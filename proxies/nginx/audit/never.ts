/** Directives that run programs, reach the network, or read and write arbitrary files, whatever their arguments are. */

import { type Reasons, reasonFor } from '../../_kit/substitutions.ts'

export interface Never {
  readonly why: string
  /** It belongs to what is always substituted (backends), and is no reason to reject a configuration. */
  readonly isUsual: boolean
}

const ELSEWHERE = 'nothing but the origin of the harness is reached from here'

const NEVER: Reasons = [
  [/^(stream|mail|rtmp)$/, 'not HTTP'],
  [
    /_by_lua|^lua_|^(js|perl|passenger|rails|wsgi|unit|ndk)_|^perl$|^(init|exit)_worker/,
    'runs a program, which no configuration does here',
  ],
  [
    /^(env|debug_points|debug_connection|worker_rlimit_core|worker_priority|google_perftools_profiles)$/,
    'belongs to the process, which is the harness’s own',
  ],
  [/^(?!(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$)\w+_pass$|^tunnel_/, 'passes requests on to what is not HTTP'],
  [/^(resolver|(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_bind)$/, ELSEWHERE],
  [
    /^(proxy|fastcgi|uwsgi|scgi)_store(_access)?$|^dav_|^(create_full_put_path|min_delete_depth)$/,
    'files are neither served nor written here',
  ],
  [
    /^(ssl_object_cache|thread_pool_file|zone_sync\w*|mgmt|api|state|otel_\w+|opentracing\w*|zipkin\w*|datadog\w*|quic_host_key|quic_bpf|ssl_ech_file|ssl_key_log|(proxy|grpc|uwsgi)_ssl_key_log|nchan_redis\w*|nchan_benchmark\w*)$/,
    'reaches files or services that are not here',
  ],
  [
    /^(geoip_(country|city|org)|geoip2\w*|xslt_stylesheet|xml_entities|zstd_dict_file|fancyindex_(header|footer))$/,
    'names a file, a socket or a program outside of the sandbox',
  ],
  // A file as the body of a request, as much output as is written, and a process that blocks.
  [/^echo_(subrequest(_async)?|duplicate|blocking_sleep|abort_parent)$/, 'reads files, or keeps the process busy'],
]

export function neverOf(name: string): Never | undefined {
  const why = reasonFor(NEVER, name)
  return why === undefined ? undefined : { why, isUsual: why === ELSEWHERE }
}
