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

describe('nor does it in an expression', () => {
  it.for([
    ["%{REMOTE_ADDR} != '127.0.0.1'", "%{REMOTE_ADDR} != '192.0.2.1'"],
    ["-R '127.0.0.0/8' || -R '10.0.0.0/8'", "-R '192.0.2.1' || -R '10.0.0.0/8'"],
    ["!(%{REMOTE_ADDR} -ipmatch '127.0.0.1')", "!(%{REMOTE_ADDR} -ipmatch '192.0.2.1')"],
    ['%{REMOTE_ADDR} =~ /^127[.]/', '%{REMOTE_ADDR} =~ m#^192[.]0[.]2[.]1$#'],
    ["%{REMOTE_ADDR} in {'127.0.0.1', '::1'}", "%{REMOTE_ADDR} in {'192.0.2.1', '::1'}"],
    ["%{HTTP_HOST} == '127.0.0.1'", "%{HTTP_HOST} == '127.0.0.1'"],
    ['%{REMOTE_ADDR} =~ /^10[.]/', '%{REMOTE_ADDR} =~ /^10[.]/'],
  ] as const)('%s', ([before, after]) => {
    const text = `<If "${before}">\nSetEnv no-gzip 1\n</If>\nSetEnvIfExpr "${before}" local\nProxyPass / http://app/\n`
    const { files } = adapter.prepare({ 'a.conf': text }, site, build)
    const written = files['conf/a.conf'] ?? ''
    expect(written).toContain(`<If "${after}">`)
    expect(written).toContain(`SetEnvIfExpr "${after}"`)
  })
})
