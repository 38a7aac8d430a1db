import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const remarks = (text: string) =>
  adapter.remarks?.({ 'a.conf': text }, build).map(({ where, says }) => `${where.slice(7)}: ${says}`)
const host = (inside: string) => `<VirtualHost *:80>\nServerName x\n${inside}\n</VirtualHost>\n`

it.for([
  ['ProxyPass /a/ http://a/\nProxyPass / http://b/', []],
  ['ProxyPass /a http://a\nProxyPass /b http://a/b\n<Location /c/>\nProxyPass http://a/\n</Location>', []],
  [
    'ProxyPass /a http://a/',
    ['1: a request for /a/x reaches the application as //x; `ProxyPass /a/` with the same target was probably meant'],
  ],
  [
    '<Location /a>\nProxyPass http://a/b/\n</Location>',
    [
      '2: a request for /a/x reaches the application as /b//x; `<Location /a/>` with the same target was probably meant',
    ],
  ],
  [
    '<Location /a/>\nRewriteEngine On\nRewriteRule ^/b http://b/$1 [P]\n</Location>\nProxyPass /c http://c',
    ['3: `RewriteRule ^/b in <Location /a/>` was not tested: a request for /a/ is passed on by nothing'],
  ],
  ['<Location /a/>\nRewriteEngine On\nRewriteRule a/(.*) http://b/$1 [P]\n</Location>\nProxyPass / http://c/', []],
  [
    'ProxyPass / http://b/\nProxyPass live http://a/live',
    [
      '2: `ProxyPass live` was not tested: it matches no request, since every path begins with "/", and none with "l"; `ProxyPass /live` was probably meant. A request for /live is answered by `ProxyPass /` (a.conf:1)',
    ],
  ],
  [
    'ProxyPass /b http://b\n<Location ^/x>\nProxyPass http://a/\n</Location>',
    [
      '3: `<Location ^/x>` was not tested: it matches no request, since every path begins with "/", and none with "^"; `<LocationMatch ^/x>` was probably meant',
    ],
  ],
  [
    'ProxyPass /a/ http://a',
    ['1: a request for /a/x goes to http://ax, which is another host or none: `http://a/` was probably meant'],
  ],
  [
    'RewriteEngine On\nRewriteCond %{HTTP:Upgrade} websocket\nRewriteRule ^/a/(.*) ws://b/$1 [P]\nRewriteRule ^/a/(.*) http://b/$1 [P]',
    [
      '3: `RewriteRule ^/a/(.*)` was not tested: only where its RewriteCond hold, which they do not for an EventSource, or cannot be known',
    ],
  ],
  [
    '<Location ~ "/stream$">\nProxyPass http://a/stream\n</Location>\nProxyPass / http://b/',
    [
      '2: `<Location ~ /stream$>` was not tested: ProxyPass compares the path of its section letter by letter where that has no `*`, `?` or `[…]`, so that no request matches; `ProxyPassMatch` was probably meant',
    ],
  ],
  ['ProxyPass /a !\nProxyPass / http://b/', []],
  [
    'ProxyPass / http://b/\nProxyPass /a !',
    [
      '2: `ProxyPass /a !` has no effect: `ProxyPass /` (a.conf:1) comes first and passes on what it would exclude; write it above that line',
    ],
  ],
  ['ProxyPass /a http://b/a\nProxyPass /ab !', []],
  // A section wins, wherever it is written.
  ['ProxyPass / http://b/\n<Location /a>\nProxyPass !\n</Location>', []],
  [
    'RewriteEngine On\nRewriteRule ^(.*)$ http://b:3000/$1 [P]',
    [
      '2: a request for /x reaches the application as //x, since what is captured begins with a slash: `http://b:3000$1` was probably meant',
    ],
  ],
  ['RewriteEngine On\nRewriteRule ^/(.*)$ http://b:3000/$1 [P]', []],
  // Measured with 2.4.71, with and without a slash behind the first address.
  [
    'ProxyPass /a http://b:3000/a timeout=20\nProxyPass /live http://b:3000/a/live timeout=600 retry=0 nocanon',
    [
      '2: `timeout=600 retry=0` has no effect: the address begins with that of `ProxyPass /a` (a.conf:1), so that both share its connections and its parameters; set it there',
    ],
  ],
  ['ProxyPass /live http://b:3000/a/live timeout=600\nProxyPass /a http://b:3000/a timeout=20', []],
  ['ProxyPass /a http://b:3000/a timeout=20\nProxyPass /live http://b:3000/a/live', []],
  ['RewriteEngine On\nRewriteRule ^(.*)$ http://b:3000$1 [P]', []],
  ['<Location /a/>\nRewriteEngine On\nRewriteRule (.*) http://b/$1 [P]\n</Location>', []],
  [
    '<IfDefine SSL>\nProxyPass /a http://b/a\n</IfDefine>\nProxyPass / http://b/\n<IfVersion < 2.2>\nProxyPass /old http://b/old\n</IfVersion>',
    [
      '2: `ProxyPass /a` was not tested: it is in `<IfDefine SSL>` (a.conf:1), which holds where Apache is started with -D SSL: to test it, write `Define SSL` into the first line of a copy',
    ],
  ],
  // The rule comes first wherever it is written; ProxyPass gets what its conditions leave.
  [
    'ProxyPass /a http://b/a nocanon\nRewriteEngine On\nRewriteCond %{HTTP:Upgrade} =websocket [NC]\nRewriteRule ^/a/(ws.*) ws://b/$1 [P,L]',
    [
      '4: `RewriteRule ^/a/(ws.*)` was not tested: only where its RewriteCond hold, which they do not for an EventSource, or cannot be known',
    ],
  ],
  [
    'ProxyPass / http://b/\nProxyPass /a http://a/',
    ['2: `ProxyPass /a` was not tested: `ProxyPass /` (a.conf:1) answers a request for /a before it'],
  ],
  [
    'RewriteEngine On\nRewriteCond %{HTTP:Upgrade} websocket [NC]\nRewriteRule ^/(.*) ws://b/$1 [P]',
    [
      '3: `RewriteRule ^/(.*)` was not tested: only where its RewriteCond hold, which they do not for an EventSource, or cannot be known',
    ],
  ],
  [
    'ProxyPass /a !\nProxyPass /a http://a/',
    ['2: `ProxyPass /a` was not tested: a request for /a is passed on by nothing'],
  ],
  [
    host('ProxyPass / http://a/') + host('ProxyPass / http://b/'),
    ['7: `ProxyPass /` was not tested: another virtual host at its addresses answers to its names'],
  ],
  [
    'RewriteEngine On\nRewriteCond %{HTTP_ACCEPT} text/event-stream\nRewriteRule ^/(.*) http://s/$1 [P]\nProxyPass / http://a/',
    [
      '4: `ProxyPass /` was not tested: only a client that does not ask for text/event-stream comes here',
      '3: `RewriteRule ^/(.*)` answers an EventSource (Accept: text/event-stream), and was tested; any other client, such as fetch() without that header, gets `ProxyPass /` (a.conf:4)',
    ],
  ],
  [
    'RewriteEngine On\nSetEnvIf Accept event-stream sse\nRewriteCond %{ENV:sse} =1\nRewriteRule ^/e http://s/e [P]',
    [
      '4: `RewriteRule ^/e` answers an EventSource (Accept: text/event-stream), and was tested; any other client, such as fetch() without that header, is passed on by nothing',
      '2: `SetEnvIf Accept event-stream sse` sets sse for an EventSource (Accept: text/event-stream) and not for any other client, such as fetch() without that header',
    ],
  ],
  [
    `RewriteEngine On\nRewriteCond expr "! %{HTTP:Accept} =~ m#event-stream#"\nRewriteRule ^/(.*) http://s/$1 [P]\nProxyPass / http://a/`,
    [
      '3: `RewriteRule ^/(.*)` was not tested: only a client that does not ask for text/event-stream comes here',
      '4: `ProxyPass /` answers an EventSource (Accept: text/event-stream), and was tested; any other client, such as fetch() without that header, gets `RewriteRule ^/(.*)` (a.conf:3)',
    ],
  ],
  [
    `ProxyPass / http://a/\n<If "%{HTTP_ACCEPT} =~ /event-stream/ && %{REQUEST_METHOD} == 'GET'">\nSetEnv no-gzip 1\n</If>`,
    [
      "2: `<If %{HTTP_ACCEPT} =~ /event-stream/ && %{REQUEST_METHOD} == 'GET'>` holds for an EventSource (Accept: text/event-stream), as was tested, and not for any other client, such as fetch() without that header",
    ],
  ],
  [
    `ProxyPass / http://a/\n<Location />\n<If "req('Accept') -strmatch '*event-stream*'">\n</If>\nRequire expr "%{HTTP_ACCEPT} !~ /event/"\n</Location>`,
    [
      '5: `Require expr %{HTTP_ACCEPT} !~ /event/` refuses an EventSource (Accept: text/event-stream) with 403; access rules were left out of the test',
    ],
  ],
  ['ProxyPass / http://a/\n<If "%{HTTP_COOKIE} =~ /a/ || -f /x">\nSetEnv no-gzip 1\n</If>', []],
  ['ProxyPass / http://a/\nSetEnvIf User-Agent Mozilla no-gzip\nBrowserMatch . downgrade-1.0', []],
  [host('ServerAlias y\nProxyPass / http://a/') + host('ServerAlias z\nProxyPass / http://b/'), []],
] as const)('%s', ([text, expected]) => {
  expect(remarks(text)).toEqual(expected)
})
