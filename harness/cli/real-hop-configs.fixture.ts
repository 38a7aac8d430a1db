/** How the proxies of `real-hops.test.ts` are configured, with and without banners, and where Debian has them. */
import type { Address } from '../model/index.ts'

const PRODUCTS = ['nginx', 'apache', 'haproxy', 'varnish', 'lighttpd', 'caddy', 'squid', 'trafficserver'] as const
export type Product = (typeof PRODUCTS)[number]
/** Debian packages of all of them; Varnish compiles its configuration, by a shell. */
export const PACKAGES: readonly string[] = [
  ...PRODUCTS.map((product) => (product === 'apache' ? 'apache2' : product)),
  'dash',
  'coreutils',
]

/** Where a hop listens and what is behind it. */
interface Site {
  readonly own: Address
  readonly backend: Address
  readonly bannersOff: boolean
}

interface Written {
  readonly files: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

const when = (condition: boolean, ...lines: string[]): string => (condition ? lines.join('\n') : '')

/** `/given` is a folder of the test. */
export const WRITTEN: Readonly<Record<Product, (site: Site) => Written>> = {
  nginx: ({ own, backend, bannersOff }) => ({
    files: {
      'nginx.conf': `daemon off;
pid /tmp/nginx.pid;
events {}
http {
  access_log off;
  ${when(bannersOff, 'server_tokens off;', '  proxy_pass_header Server;')}
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path /tmp/${kind};`).join('\n  ')}
  server {
    listen ${own.host}:${own.port};
    location / {
      proxy_pass http://${backend.host}:${backend.port};
      proxy_http_version 1.1;
      proxy_buffering off;
    }
  }
}
`,
    },
    command: ['/usr/sbin/nginx', '-e', 'stderr', '-c', '/given/nginx.conf'],
  }),
  apache: ({ own, backend, bannersOff }) => ({
    files: {
      'apache.conf': `Listen ${own.host}:${own.port}
ServerName proxy.example
PidFile /tmp/apache.pid
DefaultRuntimeDir /tmp
ErrorLog /tmp/error.log
${['mpm_event', 'authz_core', 'proxy', 'proxy_http'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${when(bannersOff, 'ServerTokens Prod', 'ServerSignature Off')}
ProxyPass / http://${backend.host}:${backend.port}/ flushpackets=on
`,
    },
    command: ['/usr/sbin/apache2', '-D', 'FOREGROUND', '-f', '/given/apache.conf'],
  }),
  haproxy: ({ own, backend, bannersOff }) => ({
    files: {
      'empty.http': '',
      'haproxy.cfg': `defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
  ${when(bannersOff, 'errorfile 400 /given/empty.http')}
frontend front
  bind ${own.host}:${own.port}
  default_backend back
backend back
  server one ${backend.host}:${backend.port}
`,
    },
    command: ['/usr/sbin/haproxy', '-f', '/given/haproxy.cfg'],
  }),
  varnish: ({ own, backend, bannersOff }) => ({
    files: {
      'default.vcl': `vcl 4.1;
backend default { .host = "${backend.host}"; .port = "${backend.port}"; }
sub vcl_recv { return (pass); }
${when(bannersOff, 'sub vcl_deliver { unset resp.http.X-Varnish; unset resp.http.Via; }')}
`,
    },
    command: [
      ...['/usr/sbin/varnishd', '-F', '-j', 'none', '-a', `${own.host}:${own.port}`, '-f', '/given/default.vcl'],
      ...['-n', '/tmp/varnish', '-T', 'none', '-s', 'malloc,16m'],
    ],
  }),
  lighttpd: ({ own, backend, bannersOff }) => ({
    files: {
      'lighttpd.conf': `server.modules = ("mod_proxy")
server.bind = "${own.host}"
server.port = ${own.port}
server.document-root = "/tmp"
server.stream-response-body = 2
${when(bannersOff, 'server.tag = ""')}
proxy.server = ("" => (("host" => "${backend.host}", "port" => ${backend.port})))
`,
    },
    command: ['/usr/sbin/lighttpd', '-D', '-f', '/given/lighttpd.conf'],
  }),
  caddy: ({ own, backend, bannersOff }) => ({
    files: {
      Caddyfile: `{
  admin off
  auto_https off
}
http://:${own.port} {
  bind ${own.host}
  ${when(bannersOff, 'header -Server', '  header -Via')}
  reverse_proxy ${backend.host}:${backend.port} {
    ${when(bannersOff, 'header_down -Server', '    header_down -Via')}
  }
}
`,
    },
    command: ['/usr/bin/caddy', 'run', '--config', '/given/Caddyfile', '--adapter', 'caddyfile'],
  }),
  squid: ({ own, backend, bannersOff }) => ({
    files: {
      'squid.conf': `http_port ${own.host}:${own.port} accel no-vhost defaultsite=sse.example
cache_peer ${backend.host} parent ${backend.port} 0 no-query originserver
http_access allow all
cache deny all
pid_filename none
visible_hostname proxy.example
access_log none
cache_log /dev/stderr
pinger_enable off
shutdown_lifetime 0 seconds
${when(
  bannersOff,
  'via off',
  'reply_header_access X-Cache deny all',
  'reply_header_access X-Cache-Lookup deny all',
  'reply_header_access Server deny all',
)}
`,
    },
    command: ['/usr/sbin/squid', '-N', '-f', '/given/squid.conf'],
  }),
  trafficserver: ({ own, backend, bannersOff }) => ({
    files: {
      'etc/remap.config': `map / http://${backend.host}:${backend.port}/\n`,
      'etc/storage.config': '/tmp 16M\n',
      'etc/records.config': `CONFIG proxy.config.http.server_ports STRING ${own.port}:ip-in=${own.host}
CONFIG proxy.config.reverse_proxy.enabled INT 1
CONFIG proxy.config.url_remap.remap_required INT 1
CONFIG proxy.config.http.cache.http INT 0
CONFIG proxy.config.exec_thread.autoconfig INT 0
CONFIG proxy.config.exec_thread.limit INT 2
${when(bannersOff, 'CONFIG proxy.config.http.response_server_enabled INT 0')}
`,
    },
    command: ['/usr/bin/traffic_server'],
  }),
}
