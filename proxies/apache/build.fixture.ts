/** What Debian bookworm's Apache reports of itself, and where the tests put it. */

import type { BuildFacts, Site } from '../../harness/model/index.ts'

export const report = `Server version: Apache/2.4.71 (Debian)
Server built:   2026-11-12T08:58:41
Compiled in modules:
  core.c
  mod_so.c
  mod_watchdog.c
  http_core.c
  mod_log_config.c
  mod_logio.c
  mod_version.c
  mod_unixd.c
`

const LOADABLE =
  `access_compat alias auth_basic authn_core authn_file authz_core authz_host authz_user autoindex brotli deflate dir env
  filter headers http2 lbmethod_bybusyness lbmethod_byrequests macro mime mpm_event negotiation proxy proxy_balancer proxy_http proxy_http2
  ratelimit reqtimeout rewrite sed setenvif slotmem_shm socache_shmcb ssl status`.split(/\s+/)

export const build: BuildFacts = {
  id: 'apache-2.4.71-debian-bookworm',
  product: 'apache',
  version: '2.4.71',
  source: 'root',
  origin: 'Debian bookworm packages, unpacked',
  exec: ['/root/ld.so', '/root/usr/sbin/apache2'],
  builtIn: ['core', 'mod_so', 'mod_watchdog', 'http_core', 'mod_log_config', 'mod_logio', 'mod_version', 'mod_unixd'],
  loadable: Object.fromEntries(LOADABLE.map((name) => [`mod_${name}`, `/root/modules/mod_${name}.so`])),
  report,
  dataDirectory: '',
}

export const site: Site = {
  listen: { host: '127.83.4.7', port: 40001 },
  backend: { host: '127.83.4.8', port: 40002 },
  directory: '/tmp/site',
  asRoot: true,
}
