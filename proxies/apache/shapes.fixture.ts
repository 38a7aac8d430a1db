/** Typical configurations, from one line to a whole tree. For the tests, and for trying them on real builds. */

import type { ConfigTree } from '../../harness/model/index.ts'

const lines = `ProxyPass /events http://localhost:3000/events
ProxyPassReverse /events http://localhost:3000/events
`

const location = `<Location "/stream/">
    ProxyPass "http://app.internal:8080/stream/" timeout=120 keepalive=On
</Location>
Timeout 300
`

const balancer = `Listen 8080
<Proxy "balancer://pool">
    BalancerMember "http://app-1.internal:8080" loadfactor=2 timeout=45
    BalancerMember "http://app-2.internal:8080" route=b
    ProxySet lbmethod=bybusyness stickysession=JSESSIONID
</Proxy>
<VirtualHost *:8080>
    ProxyPass "/static/" "!"
    ProxyPass "/" "balancer://pool/"
    ProxyPassReverse "/" "balancer://pool/"
</VirtualHost>
`

const rewrite = `<VirtualHost *:80>
    ServerName chat.example.com
    RewriteEngine On
    RewriteCond %{HTTP:Upgrade} =websocket [NC]
    RewriteRule ^/(.*) ws://localhost:3000/$1 [P,L]
    RewriteRule ^/(.*) http://localhost:3000/$1 [P,L]
    ErrorLog \${APACHE_LOG_DIR}/chat-error.log
    CustomLog \${APACHE_LOG_DIR}/chat-access.log combined
</VirtualHost>
`

const tls = `<VirtualHost *:80>
    ServerName sse.example.com
    Redirect permanent / https://sse.example.com/
</VirtualHost>
<IfModule mod_ssl.c>
<VirtualHost _default_:443>
    ServerName sse.example.com:443
    Protocols h2 http/1.1
    SSLEngine on
    SSLCertificateFile    /etc/letsencrypt/live/sse.example.com/fullchain.pem
    SSLCertificateKeyFile /etc/letsencrypt/live/sse.example.com/privkey.pem
    Include /etc/letsencrypt/options-ssl-apache.conf
    SSLProxyEngine on
    RequestHeader set X-Forwarded-Proto "https"
    RewriteEngine on
    RewriteCond %{HTTPS} off
    RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [L,R=301]
    ProxyPass        /sse/ https://app.internal:8443/sse/
    ProxyPassReverse /sse/ https://app.internal:8443/sse/
</VirtualHost>
</IfModule>
`

const twoBackends = `<VirtualHost *:80>
    ProxyTimeout 20
    ProxyPass /app/ http://web.internal/
    ProxyPass /sse/ http://stream.internal/sse/ \\
        timeout=5mi \\
        disablereuse=on
    ProxyPassReverse /sse/ http://stream.internal/sse/
</VirtualHost>
`

const expression = `<VirtualHost *:80>
    ProxyPassMatch "^/v[0-9]+/stream/(.*)$" "http://app:3000/stream/$1"
</VirtualHost>
`

const virtualHosts = `<VirtualHost *:80>
    ServerName www.example.com
    DocumentRoot /srv/www
</VirtualHost>
<VirtualHost *:80>
    ServerName sse.example.com
    ServerAlias events.example.com
    <Proxy "http://app:3000/">
        ProxySet timeout=90
    </Proxy>
    ProxyPass / http://app:3000/
</VirtualHost>
`

const compressed = `AddOutputFilterByType DEFLATE text/event-stream
<IfModule mod_brotli.c>
    AddOutputFilterByType BROTLI_COMPRESS text/event-stream
</IfModule>
<IfModule !mod_headers.c>
    ProxyPass /wrong/ http://wrong/
</IfModule>
<ifmodule mod_headers.c>
    Header always set X-Frame-Options "SAMEORIGIN"
    proxypass / http://app:3000/
</ifmodule>
`

const tree: ConfigTree = {
  'httpd.conf': `ServerRoot "/usr/local/apache2"
Listen 80
Listen 443
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule log_config_module modules/mod_log_config.so
LoadModule mime_module modules/mod_mime.so
LoadModule headers_module modules/mod_headers.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule proxy_module modules/mod_proxy.so
LoadModule proxy_http_module modules/mod_proxy_http.so
<IfModule unixd_module>
User daemon
Group daemon
</IfModule>
ServerAdmin you@example.com
PidFile logs/httpd.pid
<Directory />
    AllowOverride none
    Require all denied
</Directory>
ErrorLog /proc/self/fd/2
LogLevel warn
<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
    CustomLog /proc/self/fd/1 common
</IfModule>
<IfModule mime_module>
    TypesConfig conf/mime.types
</IfModule>
ThreadsPerChild 25
MaxRequestWorkers 400
Include conf/extra/httpd-vhosts.conf
IncludeOptional conf/local/*.conf
`,
  'extra/httpd-vhosts.conf': `<VirtualHost *:80>
    ServerName app.example.com
    ProxyPass        / http://app:8080/ timeout=600
    ProxyPassReverse / http://app:8080/
</VirtualHost>
`,
}

const one = (text: string): ConfigTree => ({ 'app.conf': text })

export const shapes: Readonly<Record<string, ConfigTree>> = {
  lines: one(lines),
  location: one(location),
  balancer: one(balancer),
  rewrite: one(rewrite),
  tls: one(tls),
  twoBackends: one(twoBackends),
  expression: one(expression),
  virtualHosts: one(virtualHosts),
  compressed: one(compressed),
  tree,
}
