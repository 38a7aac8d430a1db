/** Ways out of the sandbox that were found by reading the source, each with similar ones. */

import { describe, expect, it } from 'vitest'
import type { ConfigTree, PrepareOptions } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { isAllowedPassing } from './audit/passing.ts'
import { build, site } from './build.fixture.ts'
import { parseApache } from './config.ts'

const BASE = 'ProxyPass /app/ http://app/\n'
const prepare = (config: ConfigTree, options?: PrepareOptions) => adapter.prepare(config, site, build, options)
const written = (text: string) => prepare({ 'app.conf': `${text}\n${BASE}` }).files['conf/app.conf']?.split('\n')[0]

describe('a variable', () => {
  it.for([
    ['another case of its name', 'b', 'B'],
    ['the same case', 'b', 'b'],
  ] as const)('hides no function of an expression by %s', ([, defined, used]) => {
    const text = `<If "fi\x24{${used}}('/x') =~ /./">\nHeader set X y\n</If>\nHeader set X "expr=%{fi\x24{${used}}:/x}"\n`
    const { files } = prepare({ 'app.conf': `Define ${defined} "le"\n${text}${BASE}` })
    expect(files['conf/app.conf']).not.toMatch(/<If|Header/)
  })

  it('is no flag of a rule', () => {
    expect(written('RewriteRule ^/app/(.*) http://192.0.2.1/$1 [L,\x24{F}]')).toBe('')
  })

  it('whose value is [P] makes a rule that goes to the origin', () => {
    const { files } = prepare({
      'app.conf': `Define f P\nRewriteEngine On\nRewriteRule ^/app/(.*) http://192.0.2.1/$1 [L,\x24{F}]\n${BASE}`,
    })
    expect(files['conf/app.conf']).toContain('\nRewriteRule ^/app/(.*) http://127.83.4.8:40002/$1 [L,P]\n')
  })

  it('that nobody sets stays text, whatever Apache’s environment has', () => {
    expect(written('ServerAlias a\x24{HOME}b')).toBe('ServerAlias a\x24{SSE_COMPAT_DOLLAR}{HOME}b')
  })
})

describe('what a request brings', () => {
  it.for([
    ['ProxyPassMatch "^/app(@127\\.0\\.0\\.1:1/.*)$" "http://app$1"', 'http://127.83.4.8:40002/$1'],
    ['ProxyPassMatch ^/app(.*)$ http://app$1', 'http://127.83.4.8:40002/$1'],
    ['ProxyPassMatch ^/(a|/b)$ http://app$1', 'http://127.83.4.8:40002/$1'],
    ['ProxyPassMatch ^/app(/?.*)$ http://app$1', 'http://127.83.4.8:40002/$1'],
    ['RewriteRule ^/app(.*) http://app:80@192.0.2.1/$1 [P]', 'http://127.83.4.8:40002/$1'],
    // `\c(` is one character, so the first group is the second one in parentheses.
    ['RewriteRule "ap\\c(/y(.*)$" http://app$1 [P]', 'http://127.83.4.8:40002/$1'],
    ['ProxyPassMatch "^/a\\c[(/y](.*)$" http://app$1', 'http://127.83.4.8:40002/$1'],
    [`RewriteRule "^/[(/${'a'.repeat(2100)}](.*)$" http://app$1 [P]`, 'http://127.83.4.8:40002/$1'],
    // `\\K` lets the match begin after the slash.
    ['RewriteRule "/\\K@.*$" http://app$0 [P]', 'http://127.83.4.8:40002/$0'],
    ['ProxyPassMatch "/\\K@.*$" http://app$0', 'http://127.83.4.8:40002/$0'],
    // With [NE] the query is a part of the target.
    ['RewriteRule . http://app [P,NE]', 'http://127.83.4.8:40002/ '],
    ['RewriteRule ^/app(/.*)? http://app$1 [noescape,P]', 'http://127.83.4.8:40002/$1'],
    ['RewriteRule ^/app(/.*)|^/b http://app$1 [P,NE]', 'http://127.83.4.8:40002/$1'],
    ['RewriteRule ^/app(?:(/.*)|b) http://app$1 [P,NE]', 'http://127.83.4.8:40002/$1'],
    ['RewriteRule ^/app(/b|) http://app$1 [P,NE]', 'http://127.83.4.8:40002/$1'],
  ] as const)('%s: names no host', ([text, target]) => {
    expect(written(`${text}\nRewriteEngine On`)).toContain(` ${target}`)
  })

  it.for([
    ['RewriteRule ^(/.*)$ http://app$1 [P,NE]', 'http://127.83.4.8:40002$1'],
    ['RewriteRule ^/app/(?:\\w+-)?x(/y|/z)+$ http://app$1 [P,NE]', 'http://127.83.4.8:40002$1'],
    ['RewriteRule ^/app(/.*)?$ http://app$1 [P]', 'http://127.83.4.8:40002$1'],
    ['RewriteRule ^/app http://app [P]', 'http://127.83.4.8:40002 '],
    ['RewriteRule ^/app http://app%{REQUEST_URI} [P,NE]', 'http://127.83.4.8:40002%{REQUEST_URI}'],
  ] as const)('%s: a path stays as it is', ([text, target]) => {
    expect(written(text)).toContain(` ${target}`)
  })

  it.for(['$1', '%{HTTP:X}', '%1'])('%s makes no proxy of its own', (result) => {
    expect(written(`RewriteRule ^/app/(.*) ${result} [L]`)).toBe(`RewriteRule ^/app/(.*) /${result} [L]`)
  })
})

describe('the audit of what was written', () => {
  const backends = new Set(['127.83.4.8:40002'])
  it.for([
    ['RewriteRule ^/app(/.*) http://127.83.4.8:40002$1 [P]', true],
    ['RewriteRule ^/app(.*) http://127.83.4.8:40002$1 [P]', false],
    ['RewriteRule ^/app(/.*) http://127.83.4.8:40002$1 [P,B]', false],
    ['RewriteRule ^/app http://127.83.4.8:40002 [P]', true],
    ['RewriteRule ^/app http://127.83.4.8:40002 [P,NE]', false],
    ['RewriteRule ^/app(/.*)? http://127.83.4.8:40002$1 [P,NE]', false],
    ['RewriteRule ^/app/ http://127.83.4.8:40002%{REQUEST_URI} [P]', true],
    ['ProxyPassMatch ^/app(.*) http://127.83.4.8:40002$1', false],
    ['ProxyPass /app/ http://127.83.4.8:40002/unix:/tmp/s|http://x/', false],
    ['SetHandler proxy:http://192.0.2.1/', false],
    ['SetHandler server-status', true],
  ] as const)('%s: %s', ([text, isAllowed]) => {
    const directives = parseApache(text, 'a.conf')
    expect(directives.every((each) => isAllowedPassing(each, [], { backends, groups: new Set() }))).toBe(isAllowed)
  })

  it('lets the page of Debian’s status.conf stay', () => {
    const text = '<Location /server-status>\nSetHandler server-status\n</Location>\n'
    expect(prepare({ 'app.conf': text + BASE }).files['conf/app.conf']).toContain('SetHandler server-status')
  })
})

describe('whether a file is there', () => {
  it.for([
    'RewriteCond expr "-f \'/etc/passwd\'"',
    'RewriteCond %{LA-F:REQUEST_FILENAME} x',
    'SetEnvIfExpr "-f \'/etc/passwd\'" x=y',
    'Header set X y "expr=-d \'/etc\'"',
    'Header set X "expr=%{filesize:/etc/passwd}"',
    'Redirect /x "/%{file:/etc/passwd}"',
    'Header set X "expr=%{REQUEST_FILENAME}"',
    'Header set X "expr=a%{PATH_INFO}"',
    'SetEnvIfExpr "%{SCRIPT_FILENAME} =~ m#^/etc$#" x=y',
    'RewriteCond %{LA-U:REQUEST_FILENAME} x',
  ])('%s: is not asked', (text) => {
    expect(written(text)).toBe('')
  })

  it.for(['-f', '!-f', '-d', '-s', '-F', '-U', '-l', '-x', '-L', '-H'])('RewriteCond %s looks nowhere', (test) => {
    expect(written(`RewriteCond /etc/passwd ${test}`)).toBe(`RewriteCond /tmp/site/no-files-here/none ${test}`)
  })
})

describe('a name', () => {
  const ODD = [
    'a;b.conf',
    'a\nErrorLog "|x".conf',
    'a\x24{HOME}.conf',
    'a"b.conf',
    'a[b]*.conf',
    'sse-compat-main.conf',
  ]

  it.for(ODD)('%j is not written', (name) => {
    const { files, fileNames } = prepare({ 'app.conf': `Include conf.d\n${BASE}`, [`conf.d/${name}`]: 'Timeout 5\n' })
    const [, path = ''] = /^Include \/tmp\/site\/conf\/(.*)$/m.exec(files['conf/app.conf'] ?? '') ?? []
    expect(files[`conf/${path}`]).toBe('Timeout 5\n')
    if (name !== 'sse-compat-main.conf') expect(fileNames?.[path]).toBe(`conf.d/${name}`)
  })

  it.for(ODD)('%j of the first file is not written', (name) => {
    const { files } = prepare({ [name]: BASE })
    expect(files['conf/sse-compat-main.conf']).toContain('\nInclude /tmp/site/conf/sse-compat-files/1.conf\n')
  })
})

it('no file is read while a request is answered', () => {
  const text = 'AccessFileName ../../../x\n<Location />\nAllowOverride All\n</Location>\n'
  const { files } = prepare({ 'app.conf': text + BASE })
  expect(files['conf/app.conf']).toMatch(/^\n<Location \/>\nAllowOverride None\n/)
})

describe('the strict option', () => {
  it.for(['ErrorDocument 404 "%{file:/x}"', 'RewriteMap m prg:/x', 'LuaHookLog /x f', 'RewriteRule ^/(.*) $1 [L]'])(
    'refuses %s',
    (text) => {
      const config = { 'app.conf': `${BASE}${text}\n` }
      expect(() => prepare(config)).not.toThrow()
      expect(() => prepare(config, { strict: true })).toThrow(
        expect.objectContaining({ code: 'unsafe-config', where: 'app.conf:2' }),
      )
    },
  )

  it('takes what is replaced everywhere', () => {
    const text =
      'Listen 81\nErrorLog /var/log/x\nCustomLog /x common\nDocumentRoot /srv\n<Location />\nRequire ip ::1\n'
    expect(() => prepare({ 'app.conf': `${text}</Location>\n${BASE}` }, { strict: true })).not.toThrow()
  })
})

it.for(['StartServers 5000x', 'MinSpareServers +2000', 'MinSpareThreads " 9999"', 'ThreadsPerChild 4000k'])(
  'a number is read as C does: %s',
  (text) => {
    expect(written(text)).toBe('')
  },
)
