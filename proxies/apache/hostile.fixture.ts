/** Apache configurations that try to run programs, to read and write files of the machine, and to reach other addresses. */

import type { ConfigTree } from '../../harness/model/index.ts'

export interface Bait {
  /** A world-writable folder: no file must appear in it. */
  readonly folder: string
  /** A file in it, whose content must not be disclosed. */
  readonly secret: string
  /** `host:port` of a listener that must get no connection and no datagram. */
  readonly outside: string
}

export function hostile({ folder, secret, outside }: Bait): Readonly<Record<string, ConfigTree>> {
  const mark = `${folder}/marker`
  const program = `/usr/bin/touch ${mark}`
  const base = '\nProxyPass /app/ http://app/\n'
  const one = (text: string): ConfigTree => ({ 'app.conf': `${text}${base}` })
  const rules = (text: string): ConfigTree => one(`RewriteEngine On\n${text}`)
  // Only a rule in a section passes on: after access control, and only what the rules before it leave.
  const ruled = (around: string, first = '- [END]'): ConfigTree => ({
    'app.conf': `RewriteEngine On\n${around}\n<Location /app>\nRewriteEngine On\nRewriteCond %{HTTP:X-Handler} .\nRewriteRule ^ ${first}\nRewriteRule ^ http://app%{REQUEST_URI} [P]\n</Location>\n`,
  })
  return {
    'ErrorLog to a program': one(`ErrorLog "|${program}"`),
    'ErrorLog, its name in quotes': one(`"ErrorLog" "|${program}"`),
    'ErrorLog, its name of a variable': one(`Define N ErrorLog\n\${N} "|${program}"`),
    'ErrorLog behind a comment that goes on': one(`# \\\\\n\nErrorLog "|${program}"`),
    'ErrorLog by a macro': one(`<Macro M $a>\nError$a "|${program}"\n</Macro>\nUse M Log`),
    'CustomLog to a program': one(
      `CustomLog "|${program}" common\nTransferLog "|$${program}"\nGlobalLog "|${program}" common`,
    ),
    'CustomLog to a file': one(`CustomLog ${mark} common`),
    'a log in a variable': one(`Define P "|${program}"\nCustomLog "\${P}" common\nErrorLog "\${P}"`),
    'a pass phrase program': one(
      `LoadModule ssl_module modules/mod_ssl.so\nSSLPassPhraseDialog exec:/usr/bin/touch\nSSLRandomSeed startup exec:${mark}`,
    ),
    CGI: one(
      `ScriptAlias /cgi/ /usr/bin/\nAction x /cgi/touch\n<Location /cgi>\nOptions +ExecCGI\nSetHandler cgi-script\n</Location>`,
    ),
    'a library': one(`LoadFile ${mark}.so\nLoadModule evil_module ${mark}.so`),
    'modules that run programs': one(
      `LoadModule lua_module modules/mod_lua.so\nLoadModule cgid_module modules/mod_cgid.so\nLuaHookLog ${mark}.lua f`,
    ),
    'an external filter': one(`ExtFilterDefine f cmd="${program}"\nSetOutputFilter f`),
    'a map by a program': rules(`RewriteMap m "prg:${program}"\nRewriteRule ^/x \${m:a} [L]`),
    'a map by a file': rules(`RewriteMap m txt:${secret}\nRewriteRule ^/x - [E=a:\${m:a}]`),
    'sed that writes and reads': one(
      `<Location /app/>\nSetOutputFilter Sed\nOutputSed "s/h/H/w ${mark}"\nOutputSed "r ${secret}"\nOutputSed "w ${mark}"\n</Location>`,
    ),
    folders: one(
      `DocumentRoot ${folder}\nAlias /app/x ${folder}\n<Directory "/">\nRequire all granted\nOptions Indexes\n</Directory>`,
    ),
    'a rule that names a file': rules(
      `RewriteRule ^/app/ ${secret} [L]\n<Location "/">\nRequire all granted\n</Location>\n<Files "*">\nRequire all granted\n</Files>`,
    ),
    'a rule that names a file, let in last': rules(
      `RewriteRule ^/app/ ${secret} [L]\n<If "true">\nRequire all granted\nSatisfy any\n</If>`,
    ),
    'a file by an expression': one(
      `Header always set X-Secret "expr=%{file:${secret}}"\n<If "file('${secret}') =~ /./">\nHeader always set X-Found yes\n</If>`,
    ),
    'a file in an answer': one(`ErrorDocument 404 "%{file:${secret}}"\nErrorDocument 403 ${secret}`),
    'include of the secret': one(`Include ${secret}`),
    'include up': one(
      `Include ../../../../../../../..${secret}\nIncludeOptional ../../../../../../../..${folder}/sec*`,
    ),
    passwords: one(`<Location />\nAuthType Basic\nAuthName x\nAuthUserFile ${secret}\nRequire valid-user\n</Location>`),
    'files of the process': one(
      `PidFile ${mark}\nScoreBoardFile ${mark}2\nCoreDumpDirectory ${folder}\nMutex file:${folder} default\nDefaultRuntimeDir ${folder}`,
    ),
    'a cache': one(`CacheRoot ${mark}\nCacheEnable disk /`),
    'a cache by sockets': one(`CacheSocache memcache:${outside}\nCacheEnable socache /`),
    'TLS files': one(
      `SSLEngine on\nSSLCertificateFile ${secret}\nSSLCertificateKeyFile ${secret}\nSSLSessionCache dbm:${mark}`,
    ),
    'an open proxy': one(`ProxyRequests On\nAllowConnect 1-65535\nProxyRemote * http://${outside}`),
    'another backend': one(
      `ProxyPass /app/b http://${outside}/\nProxyPass /app/c fcgi://${outside}/\nProxyPass /app/d ajp://${outside}/\nProxyPass /app/e unix:${mark}|http://x/`,
    ),
    'a backend in variables': one(
      `Define S http\nDefine T ${outside}\nProxyPass /app/v \${S}://\${T}/\nProxyPassMatch ^/app/(w.*)$ \${S}://\${T}/$1`,
    ),
    'a backend by rules': rules(
      `RewriteRule ^/app/k(.*) http://${outside}/$1 "[L, P]"\nRewriteRule ^/app/(.*) %{ENV:x}$1 [P]`,
    ),
    'a proxy in a file name': rules(`RewriteRule ^/app/(.*) proxy:http://${outside}/$1 [L]`),
    'a proxy by a handler': rules(
      `AddHandler "proxy:http://${outside}" .txt\nRewriteRule ^/app/(.*) - [H=proxy:http://${outside}/]\n<Location /app/>\nSetHandler "proxy:http://${outside}/"\n</Location>`,
    ),
    'a handler by an expression': one(`<Location /app/>\nSetHandler "expr=%{req:X-Handler}"\n</Location>`),
    'balanced servers': one(
      `<Proxy balancer://b>\nBalancerMember http://${outside}\nBalancerMember fcgi://${outside}\nBalancerMember unix:${mark}|http://x\n</Proxy>\nProxyPass /app/b balancer://b/`,
    ),
    'names that would be asked for': one(
      `HostnameLookups Double\nUseCanonicalName DNS\nSetEnvIf Remote_Host x y\nProxyBlock example.com\n<VirtualHost example.com:81>\n</VirtualHost>`,
    ),
    'files of a kind': one(`MMapFile ${secret}\nCacheFile ${secret}\nMimeMagicFile ${secret}\nTypesConfig ${secret}`),
    'a directive that nobody knows': one(`WriteMarkerTo ${mark}`),
    'a function in a variable': one(
      `Define b "le"\nHeader always set X-A "expr=%{fi\${B}:${secret}}"\n<If "fi\${B}('${secret}') =~ /./">\nHeader always set X-Found "expr=%{fi\${b}:${secret}}"\n</If>`,
    ),
    'rules read while a request is answered': one(
      `AccessFileName ../../../../..${secret}\n<Directory />\nAllowOverride All\n</Directory>`,
    ),
    'a flag in a variable': rules(
      `Define F P\nRewriteRule ^/app/(.*) http://${outside}/$1 [L,\${f}]\nRewriteRule ^/b(.*) http://${outside}/$1 [L,\${G}]`,
    ),
    'a host out of a capture': one(
      `ProxyPassMatch "^/app(@${outside.replaceAll('.', '\\.')}/.*)$" "http://app$1"\nProxyPassMatch ^/a(.*) http://app$1`,
    ),
    'a folder that is a directive': {
      'app.conf': `Include conf.d\n${base}`,
      [`conf.d/a\nErrorLog "|${program}"\n.conf`]: 'Timeout 5\n',
    },
    'a rule that names a file, where only a later rule passes on': ruled(
      `RewriteCond %{HTTP:X-Handler} .\nRewriteRule ^/app/k ${secret} [L]`,
    ),
    'a rule that names a file by going up, where only a later rule passes on': ruled(
      `RewriteCond %{HTTP:X-Handler} .\nRewriteRule ^/app/k %{DOCUMENT_ROOT}/../../../../../../..${secret} [L]`,
    ),
    'a later rule that names a file': ruled('', `${secret} [L]`),
    'a later rule that names a file without a new request': ruled('', `${secret} [END]`),
    'a later rule that names another address': ruled('', `http://${outside}/ [P]`),
    'a folder, where only a later rule passes on': ruled(
      `DocumentRoot /\nAlias /app/x ${folder}\n<Directory "/">\nOptions Indexes FollowSymLinks\nRequire all granted\n</Directory>`,
    ),
    'thousands of processes': one('StartServers 5000\nMinSpareThreads 500000'),
  }
}
