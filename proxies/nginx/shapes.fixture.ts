/** Typical configurations, from one line to a whole tree. For the tests, and for trying them on real builds. */

import type { ConfigTree } from '../../harness/model/index.ts'

const location = `proxy_pass http://app:3000;
proxy_buffering off;
proxy_read_timeout 1h30m;
`

const bareLocations = `# pasted from a wiki
location /events {
    proxy_pass http://127.0.0.1:3000/stream;
}
location / { return 404; }
`

const upstream = `upstream app {
    least_conn;
    server app-1.internal:8080 weight=5 max_fails=3 fail_timeout=30s;
    server app-2.internal:8080;
    server unix:/run/app.sock backup;
    keepalive 32;
}
map $http_upgrade $connection_upgrade { default upgrade; '' close; }
server {
    listen 80 default_server;
    listen [::]:80 default_server;
    server_name _;
    access_log /var/log/nginx/app.access.log combined;
    error_log  /var/log/nginx/app.error.log warn;
    location / { proxy_pass https://app; proxy_ssl_trusted_certificate /etc/ssl/ca.pem; }
}
`

const variables = `server {
    listen 8080;
    set $backend "http://app.internal:8080";
    set $name api.internal;
    location /sse/ { proxy_pass $backend; }
    location /api/ { proxy_pass http://$name:9000$request_uri; }
    location ~ ^/t/(?<tenant>[a-z]+)/ { proxy_pass http://$tenant.internal/x$is_args$args; }
}
`

const mapped = `map $host $pool { default blue; green.example.com http_green; }
upstream blue { server blue:1; }
upstream http_green { server green:1; }
server { listen 80; location / { proxy_pass http://$pool; } }
`

const tls = `server {
    listen 80;
    listen [::]:80;
    server_name sse.example.com;
    return 301 https://$host$request_uri;
}

server {
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    listen 443 quic reuseport;
    server_name sse.example.com;
    ssl_certificate     /etc/letsencrypt/live/sse.example.com/fullchain.pem; # managed by Certbot
    ssl_certificate_key /etc/letsencrypt/live/sse.example.com/privkey.pem;
    include /etc/letsencrypt/options-ssl-nginx.conf;
    ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem;
    ssl_stapling on;

    if ($scheme != "https") { return 301 https://$host$request_uri; }

    location /sse/ {
        auth_request /auth;
        proxy_pass http://127.0.0.1:3000;
        proxy_read_timeout 24h;
    }
    location = /auth { internal; proxy_pass http://auth:9000; }
}
`

const named = `server {
    listen 80;
    server_name *.example.com;
    root /srv/www/public;
    location / { try_files $uri @app; }
    location ~* \\.(?:css|js|png)$ { expires 1y; }
    location @app { proxy_pass http://app:3000; proxy_read_timeout 5m; }
}
`

const exact = `server {
    listen 80;
    location = /events { proxy_pass http://app:3000; }
    location / { root /srv/www; }
}
`

const expression = `server {
    listen 80;
    location ~ ^/v[12]/(stream|events)/ { proxy_pass http://app:3000; }
    location / { return 404; }
}
`

const tree: ConfigTree = {
  'nginx.conf': `user  nginx;
worker_processes  auto;
pid /run/nginx.pid;
error_log  /var/log/nginx/error.log notice;
include /etc/nginx/modules-enabled/*.conf;

events {
    worker_connections 768; # multi_accept on;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    log_format main '$remote_addr - "$request" {$status}';
    access_log  /var/log/nginx/access.log  main;
    client_body_temp_path /var/cache/nginx/body 1 2;
    proxy_cache_path /var/cache/nginx/proxy levels=1:2 keys_zone=app:10m inactive=60m;
    proxy_read_timeout 90;
    sendfile on;
    gzip on;
    include /etc/nginx/conf.d/*.conf;
    include sites-enabled/*;
}

stream {
    server { listen 5432; proxy_pass db:5432; }
}
`,
  'conf.d/limits.conf': 'proxy_headers_hash_max_size 1024;\n',
  'conf.d/upstreams.conf': 'upstream app {\n  server app:8080;\n}\n',
  'sites-enabled/default': 'server {\n  listen 80 default_server;\n  server_name _;\n  return 444;\n}\n',
  'sites-enabled/example.com': `server {
    listen 80;
    server_name example.com www.example.com;
    include snippets/errors.conf;
    location / { root /srv/www; }
    location /sse/ {
        include /etc/nginx/snippets/proxy.conf;
        proxy_pass http://app;
        proxy_read_timeout 10m;
    }
}
`,
  'snippets/errors.conf': 'error_page 502 503 /50x.html;\n',
  'snippets/proxy.conf':
    "proxy_http_version 1.1;\nproxy_set_header Connection '';\nproxy_buffering off;\nproxy_cache app;\n",
}

const one = (text: string): ConfigTree => ({ 'app.conf': text })

export const shapes: Readonly<Record<string, ConfigTree>> = {
  location: one(location),
  bareLocations: one(bareLocations),
  upstream: one(upstream),
  variables: one(variables),
  mapped: one(mapped),
  tls: one(tls),
  named: one(named),
  exact: one(exact),
  expression: one(expression),
  tree,
}
