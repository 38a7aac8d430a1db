/** What Debian bookworm's nginx reports of itself, and where the tests put it. */

import type { BuildFacts, Site } from '../../harness/model/index.ts'
import { builtInModules } from './modules.ts'

const report = `nginx version: nginx/1.22.1
built with OpenSSL 3.0.20 7 Apr 2026 (running with OpenSSL 3.0.22 25 Aug 2026)
TLS SNI support enabled
configure arguments: --with-cc-opt='-g -O2' --with-ld-opt='-Wl,-z,relro -Wl,-z,now -fPIC' --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf --error-log-path=stderr --pid-path=/run/nginx.pid --modules-path=/usr/lib/nginx/modules --with-compat --with-debug --with-pcre-jit --with-http_ssl_module --with-http_stub_status_module --with-http_realip_module --with-http_v2_module --with-threads --with-http_gunzip_module --with-http_sub_module --with-mail_ssl_module --with-http_geoip_module=dynamic --with-mail=dynamic --with-stream=dynamic
`

export const build: BuildFacts = {
  id: 'nginx-1.22.1-debian-bookworm',
  product: 'nginx',
  version: '1.22.1',
  source: 'root',
  origin: 'Debian bookworm packages, unpacked',
  exec: ['/root/ld.so', '/root/usr/sbin/nginx'],
  builtIn: builtInModules(report),
  loadable: {
    ndk_http_module: '/root/modules/ndk_http_module.so',
    ngx_http_echo_module: '/root/modules/ngx_http_echo_module.so',
    ngx_http_lua_module: '/root/modules/ngx_http_lua_module.so',
  },
  report,
  dataDirectory: '/root/etc/nginx',
}

export const site: Site = {
  listen: { host: '127.83.4.7', port: 40001 },
  backend: { host: '127.83.4.8', port: 40002 },
  directory: '/tmp/site',
  asRoot: true,
}
