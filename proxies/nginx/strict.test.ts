import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const prepare = (line: string, strict: boolean) =>
  adapter.prepare({ 'app.conf': `location / { proxy_pass http://app; }\n${line}\n` }, site, build, { strict })

it.for([
  'js_import /etc/x.js;',
  'set_by_lua_block $x { return 1 }',
  'proxy_store /var/x;',
  'unknown_to_us /etc/passwd;',
  'content_by_lua_block { x }',
  'if (-f /etc/passwd) { return 418; }',
  'ssl_conf_command VerifyCAFile /x;',
])('%s is taken out, and refused with its line where nothing else protects this machine', (line) => {
  expect(prepare(line, false).replaced.map(({ where }) => where)).toContain('app.conf:2')
  expect(() => prepare(line, true)).toThrow(expect.objectContaining({ code: 'unsafe-config', where: 'app.conf:2' }))
})

it.for([
  'listen 443 ssl;',
  'access_log /var/log/x;',
  'root /var/www;',
  'ssl_certificate /etc/x.pem;',
  'allow 10.0.0.0/8;',
  'resolver 192.0.2.1;',
])('%s, which is always replaced, is not refused', (line) => {
  expect(() => prepare(line, true)).not.toThrow()
})
