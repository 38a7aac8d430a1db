import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactConfig, redactLines } from './config-secrets.ts'

const SECRET = 'hunter2-Zx9'

/** `§` marks the secret; the second column is the redacted text. */
const NGINX = [
  ['proxy_set_header X-Api-Key §;', 'proxy_set_header X-Api-Key [redacted];'],
  ['proxy_set_header X-Api-Key "a;b {§} c";', 'proxy_set_header X-Api-Key "[redacted]";'],
  ["    grpc_set_header 'X-Auth-Token' '§'; # why", "    grpc_set_header 'X-Auth-Token' '[redacted]'; # why"],
  ['proxy_set_header Authorization "Bearer §";', 'proxy_set_header Authorization "Bearer [redacted]";'],
  ['proxy_set_header Authorization "Basic $auth §";', 'proxy_set_header Authorization "Basic $auth [redacted]";'],
  ['proxy_set_header Cookie "sid=§; $http_cookie";', 'proxy_set_header Cookie "[redacted]; $http_cookie";'],
  ['proxy_set_header X-Api-Key pa$§;', 'proxy_set_header X-Api-Key [redacted];'],
  ['proxy_set_header X-Api-Key "it\\"s §";', 'proxy_set_header X-Api-Key "[redacted]";'],
  ['#proxy_set_header X-Api-Key §;', '#proxy_set_header X-Api-Key [redacted];'],
  ['add_header Set-Cookie "a=§; Path=/" always;', 'add_header Set-Cookie "[redacted]" always;'],
  ['proxy_set_header X-Api-Key\n        "§";', 'proxy_set_header X-Api-Key\n        "[redacted]";'],
  ['set $api_key §;', 'set $api_key [redacted];'],
  ['set $api_key "§"', 'set $api_key "[redacted]"'],
  ['fastcgi_param DB_PASSWORD §;', 'fastcgi_param DB_PASSWORD [redacted];'],
  ['uwsgi_param SECRET_KEY "§";', 'uwsgi_param SECRET_KEY "[redacted]";'],
  ['env API_TOKEN=§;', 'env API_TOKEN=[redacted];'],
  ['if ($http_x_api_key != "§") { return 403; }', 'if ($http_x_api_key != "[redacted]") { return 403; }'],
  ['if ($http_authorization !~* ^Bearer§$) {', 'if ($http_authorization !~* [redacted]) {'],
  ['if ($cookie_preview = §) {', 'if ($cookie_preview = [redacted]) {'],
  ['if ($arg_key = §) {', 'if ($arg_key = [redacted]) {'],
  ['if ("$http_x_api_key" = "§") {', 'if ("$http_x_api_key" = "[redacted]") {'],
  ['if ($args ~ "token=§") {', 'if ($args ~ "token=[redacted]") {'],
  [
    'map $http_x_api_key $ok { default 0; "Bearer §" 1; }',
    'map $http_x_api_key $ok { default 0; "Bearer [redacted]" 1; }',
  ],
  [
    'map $http_x_api_key $ok {\n  default 0;\n  # old\n  §  alice;\n  ~^§$ 1;\n}',
    'map $http_x_api_key $ok {\n  default 0;\n  # old\n  [redacted]  alice;\n  [redacted] 1;\n}',
  ],
  ['map $uri $api_key { default "§"; /a §; }', 'map $uri $api_key { default "[redacted]"; /a [redacted]; }'],
  [
    'secure_link_md5 "$secure_link_expires$uri$remote_addr §";',
    'secure_link_md5 "$secure_link_expires$uri$remote_addr [redacted]";',
  ],
  ['secure_link_secret §;', 'secure_link_secret [redacted];'],
  // A realm is sent to every client, but a password that somebody wrote into it is one.
  ['auth_basic "password: §";', 'auth_basic "password: [redacted]";'],
  ['proxy_pass http://user:§@10.0.0.1:80/a;', 'proxy_pass http://[redacted]@10.0.0.1:80/a;'],
  ['proxy_pass http://user:a/§#b@10.0.0.1/;', 'proxy_pass http://[redacted]@10.0.0.1/;'],
  ['proxy_pass http://app/x?id=1&api_key=§&b=2;', 'proxy_pass http://app/x?id=1&api_key=[redacted]&b=2;'],
  ['rewrite ^/a$ /b?token=§ break;', 'rewrite ^/a$ /b?token=[redacted] break;'],
  ['ngx.req.set_header("X-Api-Key", "§")', 'ngx.req.set_header("X-Api-Key", "[redacted]")'],
  ['ngx.var.api_key = "§"', 'ngx.var.api_key = "[redacted]"'],
  [`more_set_headers 'X-Api-Key: §';`, `more_set_headers 'X-Api-Key: [redacted]';`],
  ['sub_filter "{\\"password\\": \\"§\\"}" x;', undefined],
  ['# password: §', '# password: [redacted]'],
  ['proxy_set_header X-Anything 9f8a7c6b5d4e3f2a1b0c§;', undefined],
] as const

const APACHE = [
  ['RequestHeader set X-Api-Key "§"', 'RequestHeader set X-Api-Key "[redacted]"'],
  ['requestheader Set x-api-key §', 'requestheader Set x-api-key [redacted]'],
  ['RequestHeader set Authorization "Basic §" early', 'RequestHeader set Authorization "Basic [redacted]" early'],
  ['RequestHeader set Authorization Bearer §', 'RequestHeader set Authorization [redacted] [redacted]'],
  ['RequestHeader set X-Api-Key $§', 'RequestHeader set X-Api-Key [redacted]'],
  ['RequestHeader set X-Api-Key \\\n    "§"', 'RequestHeader set X-Api-Key \\\n    "[redacted]"'],
  ['RequestHeader set X-Api-Key "%{KEY}e §"', 'RequestHeader set X-Api-Key "%{KEY}e [redacted]"'],
  ['Header always set Set-Cookie "a=§" env=ok', 'Header always set Set-Cookie "[redacted]" env=ok'],
  ['Header edit Set-Cookie ^(.*)$ "$1; §"', 'Header edit Set-Cookie ^(.*)$ "$1; [redacted]"'],
  ['SetEnv API_TOKEN §', 'SetEnv API_TOKEN [redacted]'],
  ['SSLPassPhraseDialog "|/bin/echo §"', 'SSLPassPhraseDialog "|[redacted]"'],
  ['SetEnvIf Authorization "^Bearer §$" ok=1', 'SetEnvIf Authorization "[redacted]" ok=1'],
  ['Define API_KEY §', 'Define API_KEY [redacted]'],
  ['UnDefine X\nDefine DB_PASSWORD "§"\nListen 80', 'UnDefine X\nDefine DB_PASSWORD "[redacted]"\nListen 80'],
  ['RewriteCond %{HTTP:Authorization} !=§', 'RewriteCond %{HTTP:Authorization} [redacted]'],
  ['RewriteCond %{HTTP:X-Api-Key} "!^§$" [NC,OR]', 'RewriteCond %{HTTP:X-Api-Key} "[redacted]" [NC,OR]'],
  ['RewriteCond %{HTTP_COOKIE} session=§', 'RewriteCond %{HTTP_COOKIE} [redacted]'],
  ['RewriteRule ^ - [E=API_KEY:§,L]', 'RewriteRule ^ - [E=API_KEY:[redacted],L]'],
  [`<If "%{HTTP:X-Api-Key} == '§'">`, `<If "%{HTTP:X-Api-Key} == '[redacted]'">`],
  [`Require expr "'§' == req('Authorization')"`, `Require expr "'[redacted]' == req('Authorization')"`],
  ['<If "%{HTTP:X-Token} =~ m#^§$#">', '<If "%{HTTP:X-Token} =~ [redacted]">'],
  [`Require expr %{HTTP:X-Token} -in { 'a', '§' }`, 'Require expr %{HTTP:X-Token} -in [redacted]'],
  ['AuthBasicFake demo §', 'AuthBasicFake [redacted] [redacted]'],
  ['AuthLDAPBindPassword "§"', 'AuthLDAPBindPassword "[redacted]"'],
  ['    authldapbindpassword §', '    authldapbindpassword [redacted]'],
  ['AuthLDAPURL "ldap://cn:§@ldap/dc=x"', 'AuthLDAPURL "ldap://[redacted]@ldap/dc=x"'],
  ['SessionCryptoPassphrase §', 'SessionCryptoPassphrase [redacted]'],
  ['DBDParams "host=db user=app pass=§"', 'DBDParams "host=db user=app pass=[redacted]"'],
  [
    'BalancerMember ajp://10.0.0.1:8009 secret=§ route=a',
    'BalancerMember ajp://10.0.0.1:8009 secret=[redacted] route=a',
  ],
  ['ProxyPass /a/ http://u:§@10.0.0.1/ timeout=3600', 'ProxyPass /a/ http://[redacted]@10.0.0.1/ timeout=3600'],
  ['SSLProxyEngine on # pass:§', 'SSLProxyEngine on # pass:[redacted]'],
  ['CustomLog "|/bin/x --password §" combined', undefined],
] as const

describe.each<[string, readonly (readonly [string, string | undefined])[]]>([
  ['nginx', NGINX],
  ['Apache', APACHE],
])('%s', (_, lines) => {
  test.for(lines)('%s', ([line, left]) => {
    const text = line.replaceAll('§', SECRET)
    const secrets: string[] = []
    const redacted = redactConfig(text, (secret) => secrets.push(secret))
    expect(redacted).not.toContain(SECRET)
    if (left !== undefined) expect(redacted).toBe(left)
    expect(redactConfig(redacted)).toBe(redacted)
    // As quoted in our own sentences: causes, notes and errors.
    const told = redactConfig(`etc/app.conf:12: ${text} — verified fix: set it`)
    expect(told).not.toContain(SECRET)
    expect(told).toMatch(/^etc\/app\.conf:12: .* — verified fix: set it$/s)
  })
})

describe('what says nothing secret stays', () => {
  test.for([
    'proxy_set_header Host $host;',
    'proxy_set_header Authorization $http_authorization;',
    'proxy_set_header Cookie "";',
    'proxy_set_header X-Accel-Buffering no;',
    'proxy_pass "http://backend";\n    proxy_pass_header Set-Cookie;\n    proxy_ignore_headers Set-Cookie Cache-Control;',
    'proxy_hide_header Set-Cookie;\n    proxy_buffering off;',
    'proxy_cache_bypass $cookie_session $http_authorization;',
    'ssl_certificate_key /etc/ssl/private/site.key;\n    ssl_session_cache shared:SSL:10m;\n    ssl_session_timeout 1d;',
    'ssl_password_file /etc/keys/pass;',
    'auth_basic off;',
    'auth_basic "x";\n    auth_basic_user_file /etc/nginx/.htpasswd;',
    'AuthName "Members of the shop"\nAuthUserFile /etc/apache2/.htpasswd',
    'map $http_upgrade $connection_upgrade { default upgrade; "" close; }',
    'map $http_x_api_key $limit { default $binary_remote_addr; }',
    'if ($http_authorization = "") { return 401; }',
    'limit_req_zone $http_x_api_key zone=keys:10m rate=1r/s;',
    'log_format main \'$remote_addr "$http_authorization" "$cookie_session"\';',
    'LoadModule session_cookie_module modules/mod_session_cookie.so',
    'RequestHeader unset Authorization early',
    'Header unset Set-Cookie env=x',
    'ProxyPass "/static/" "!"\nProxyPassReverseCookieDomain backend.example public.example',
    'RewriteCond %{HTTP:Authorization} ^(.*)$\nRewriteRule .* - [E=HTTP_AUTHORIZATION:%1]',
    'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1',
    'ServerTokens Prod\nSSLCertificateKeyFile /etc/ssl/site.key',
    'sticky cookie srv_id expires=1h;',
    'limit_conn session 10;',
    'ProxySet stickysession=JSESSIONID|jsessionid',
    '# the auth-token of a client is checked below',
  ])('%s', (text) => {
    expect(redactLines(text)).toBe(text)
  })

  test.for([
    'delivery/live: 8 of 8 tokens of the response to a POST are buffered; a chat response is streamed token by token',
    `etc/api-key.conf:12: etc/token:3: \${DB_PASSWORD} has no value; DB_PASSWORD has no value`,
    'basic authentication is opened (the harness keeps no passwords): Basic Authentication',
    'nginx:stable@sha256:0123456789abcdef',
  ])('%s', (text) => {
    expect(redactConfig(text)).toBe(text)
  })
})

test('of any directive, where nothing but configuration is given', () => {
  expect(redactLines(`  js_hook x X-Api-Key ${SECRET} more;\n  x;`)).toBe(
    '  js_hook x X-Api-Key [redacted] [redacted];\n  x;',
  )
  expect(redactLines(`SomeModule API_KEY "${SECRET}"\nListen 80`)).toBe('SomeModule API_KEY "[redacted]"\nListen 80')
  expect(redactLines(`# SomeModule API_KEY ${SECRET}`)).toBe('# SomeModule API_KEY [redacted]')
  expect(redactLines(`x_module token ${SECRET};`)).toBe('x_module token [redacted];')
  expect(redactLines(`    password ${SECRET};`)).toBe('    password [redacted];')
})

describe('known shapes, wherever they stand', () => {
  test.for([
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1',
    'sk-proj-abcdefgh12345678',
    'sk_live_abcdefgh12345678',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'github_pat_11ABCDEFG0abcdefghij',
    'glpat-abcdefghij0123456789',
    'xoxb-1234-abcdefgh',
    'AKIAIOSFODNN7EXAMPLE',
    'AIzaSyA-abcdefghijklmnop',
    '123456789:AAabcdefghijklmnopqrstuvwxyz0123456',
    'Bearer abcdef',
    'Basic dXNlcjpwYXNz',
  ])('%s', (token) => {
    const secrets: string[] = []
    const word = token.split(' ').at(-1) ?? ''
    expect(redactConfig(`location /a/${token}/ { }, said ${token}.`, (secret) => secrets.push(secret))).not.toContain(
      word,
    )
    expect(secrets).toContain(word)
  })

  test('a key keeps its lines', () => {
    const text = 'x\n-----BEGIN RSA PRIVATE KEY-----\nMIIabc\nDEF\n-----END RSA PRIVATE KEY-----\ny'
    expect(redactConfig(text)).toBe(
      'x\n-----BEGIN RSA PRIVATE KEY-----\n[redacted]\n[redacted]\n-----END RSA PRIVATE KEY-----\ny',
    )
  })
})

// Each of these took more than a second for 20,000 characters, and the square of that for more.
test.for([
  ['a block of line breaks', `map $http_x_api_key $ok {${'\n'.repeat(500_000)}}`],
  ['a secret with many blanks in it', `set $api_key "a${' '.repeat(500_000)}b";`],
  ['a secret with many colons in it', `set $api_key "a${':'.repeat(500_000)}b";`],
  ['a block of quotes that are not closed', `map $http_x_api_key $ok { ${'"\\'.repeat(20_000)} }`],
] as const)('%s is soon gone through', ([, text]) => {
  expect(redactLines(text).length).toBeGreaterThan(0)
})

test('an entry is found behind one whose quote is not closed, and behind a third word', () => {
  const text = `map $http_x_api_key $ok {\n "a\n ${SECRET} 1;\n b c d\n ~${SECRET} 2;\n}`
  expect(redactLines(text)).not.toContain(SECRET)
})

test('lines stay lines, whatever is in them, and what was found is told', () => {
  const word = fc.constantFrom(
    '"',
    "'",
    ';',
    '{',
    '}',
    '#',
    '\\',
    '\n',
    '\r\n',
    ' ',
    'set',
    'map',
    'if (',
    ')',
    '$api_key',
    '=',
    ':',
    'X-Api-Key',
    'proxy_set_header',
    'RequestHeader set',
    'Bearer',
    'abc',
    '%{HTTP:Authorization}',
    '//',
    '@',
    '—',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join(' ')
      const redacted = redactLines(text)
      expect(redacted.split('\n').length).toBe(text.split('\n').length)
    }),
    { numRuns: 500 },
  )
})
