import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const inLocation = (inside: string) => {
  const text = `<Location />\n${inside}\n</Location>\nProxyPass / http://app/\n`
  const { files } = adapter.prepare({ 'a.conf': text }, site, build)
  const inner = /<Location \/>\n(.*)<\/Location>/s.exec(files['conf/a.conf'] ?? '')?.[1] ?? ''
  return inner.split('\n').filter((line) => line.trim() !== '')
}

describe('everybody is let in', () => {
  it.for([
    [
      'AuthType Basic\nAuthName x\nAuthUserFile /etc/x\nAuthBasicProvider ldap\nRequire valid-user',
      ['Require all granted'],
    ],
    ['Require ip 10.0.0.0/8', ['Require all granted']],
    ['Require all denied', ['Require all denied']],
    [
      '<RequireAll>\nRequire ip 10.0.0.1\n<RequireNone>\nRequire host example.com\n</RequireNone>\n</RequireAll>',
      ['Require all granted'],
    ],
    ['Order deny,allow\nDeny from all\nAllow from 10.0.0.1', ['Order deny,allow', 'Deny from all', 'Allow from all']],
    // The password lets in.
    ['Satisfy Any\nDeny from all\nAuthType Basic\nRequire valid-user', ['Require all granted']],
    ['Order allow,deny\nAllow from all\nDeny from 192.0.2.1', ['Order allow,deny', 'Allow from all']],
    ['<If "true">\nRequire all granted\n</If>', ['<If true>', '</If>']],
  ] as const)('%j', ([before, after]) => {
    expect(inLocation(before)).toEqual(after)
  })
})

describe('folders', () => {
  it('are all the empty one', () => {
    const text =
      'DocumentRoot /srv/www/app\n<Directory /srv/www>\nOptions Indexes\n</Directory>\n<Directory /etc>\nRequire all granted\n</Directory>\nAlias /x /etc\nProxyPass / http://app/\n'
    const { files, folders } = adapter.prepare({ 'a.conf': text }, site, build)
    expect(files['conf/a.conf']).toBe(
      'DocumentRoot /tmp/site/no-files-here\n<Directory /tmp/site/no-files-here>\nOptions Indexes\n</Directory>\n<Directory /tmp/site/no-files-here/none>\nRequire all granted\n</Directory>\nAlias /x /tmp/site/no-files-here\nProxyPass / http://127.83.4.8:40002/\n',
    )
    expect(folders).toContain('no-files-here')
  })
})

describe('variables', () => {
  it('have the values that Apache would give them', () => {
    const text =
      'Define NAME a.test\nServerName \x24{NAME}\nServerAlias \x24{OTHER}\nDefine B http://app\nProxyPass / \x24{B}/\n'
    const { files } = adapter.prepare({ 'a.conf': text }, site, build)
    expect(files['conf/a.conf']).toContain('ServerName a.test\nServerAlias \x24{SSE_COMPAT_DOLLAR}{OTHER}\n')
    expect(files['conf/a.conf']).toContain('ProxyPass / http://127.83.4.8:40002/')
  })
})

describe('a copy of a whole configuration', () => {
  it('without its list of modules gets those that it needs', () => {
    const text =
      'ServerRoot "/etc/httpd"\nInclude conf.modules.d/*.conf\nUser apache\nGroup apache\nIndexOptions FancyIndexing\nProxyPass / http://app/\n'
    const { files } = adapter.prepare({ 'httpd.conf': text }, { ...site, asRoot: false }, build)
    const main = files['conf/sse-compat-main.conf'] ?? ''
    expect(main).toContain('LoadModule autoindex_module')
    expect(main).toContain('LoadModule proxy_http_module')
    expect(files['conf/httpd.conf']).toBe('\n\n\n\nIndexOptions FancyIndexing\nProxyPass / http://127.83.4.8:40002/\n')
  })
})
