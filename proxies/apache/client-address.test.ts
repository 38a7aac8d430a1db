import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

describe('an ordinary client does not have the address of this machine', () => {
  it.for([
    ['SetEnvIf Remote_Addr 127\\.0\\.0\\.1 local', 'SetEnvIf Remote_Addr ^192[.]0[.]2[.]1$ local'],
    ['SetEnvIf Remote_Addr ^10\\. inside', 'SetEnvIf Remote_Addr ^10\\\\. inside'],
    ['SetEnvIf Remote_Addr . any', 'SetEnvIf Remote_Addr . any'],
    ['RewriteCond %{REMOTE_ADDR} !^127\\.', 'RewriteCond %{REMOTE_ADDR} !^192[.]0[.]2[.]1$'],
    ['RewriteCond %{REMOTE_ADDR} =127.0.0.1', 'RewriteCond %{REMOTE_ADDR} =192.0.2.1'],
    ['RewriteCond %{HTTP_HOST} =127.0.0.1', 'RewriteCond %{HTTP_HOST} =127.0.0.1'],
  ] as const)('%s', ([before, after]) => {
    const text = `RewriteEngine On\n${before}\nRewriteRule ^/x - [E=x:1]\nProxyPass / http://app/\n`
    const { files } = adapter.prepare({ 'a.conf': text }, site, build)
    expect((files['conf/a.conf'] ?? '').replaceAll('"', '')).toContain(`${after}\n`)
  })
})
