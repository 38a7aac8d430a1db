import { describe, expect, it } from 'vitest'
import type { ConfigTree } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const untested = (config: ConfigTree | string, of = build) => {
  const tree = typeof config === 'string' ? { 'a.conf': config } : config
  return adapter
    .prepare(tree, site, of, { withoutLacking: true })
    .replaced.flatMap(({ where, untested: one }) => (one === undefined ? [] : [`${where} ${one.kind} ${one.name}`]))
}
const host = (inside: string) => `<VirtualHost *:80>\n${inside}\nProxyPass / http://app/\n</VirtualHost>\n`

describe('what may change an answer and could not be tested', () => {
  it('an include of a whole main file; Apache refuses a mask that matches nothing, and takes IncludeOptional', () => {
    const whole = 'ServerRoot "/usr/local/apache2"\nLoadModule proxy_module modules/mod_proxy.so\n'
    const includes = 'Include conf/extra/proxy.conf\nInclude "conf/quoted.conf"\nInclude conf/sites/*.conf\n'
    const optional = 'IncludeOptional conf/more/*.conf\nIncludeOptional conf/one.conf\n'
    expect(untested(`${whole}${includes}${optional}${host('')}`)).toEqual([
      'a.conf:3 include conf/extra/proxy.conf',
      'a.conf:4 include conf/quoted.conf',
      'a.conf:5 include conf/sites/*.conf',
    ])
  })

  it('a backend over HTTP/2, where the build lacks mod_proxy_http2', () => {
    const { mod_proxy_http2: _, ...loadable } = build.loadable
    const lacking = { ...build, loadable }
    const untestedIn = (config: string) => untested(config, lacking)
    const to = (target: string) => `<VirtualHost *:80>\nProxyPass / ${target}\n</VirtualHost>\n`
    expect(untestedIn(to('h2c://app/'))).toEqual(['a.conf:2 module mod_proxy_http2'])
    expect(untestedIn(to('h2://app/'))).toEqual(['a.conf:2 module mod_proxy_http2'])
    expect(untestedIn(to('http://app/'))).toEqual([])
    expect(untestedIn(host('') + to('h2c://app/').replace('*:80', '*:81'))).toEqual([])
    // Another line of the same host.
    const beside = 'ProxyPass /g/ h2c://app/\nProxyPass / http://app/'
    expect(untestedIn(to('').replace('ProxyPass / ', beside))).toEqual([])
    const balancer = '<Proxy balancer://b>\nBalancerMember h2c://a:1\n</Proxy>\n'
    expect(untestedIn(balancer + to('balancer://b/'))).toEqual(['a.conf:2 module mod_proxy_http2'])
    expect(untested(to('h2c://app/'))).toEqual([])
  })

  it('the servers of a group to which no line adds one', () => {
    const of = (group: string) => `<VirtualHost *:80>\nProxyPass / balancer://${group}/\n</VirtualHost>\n`
    const members = '<Proxy balancer://app>\nBalancerMember http://a:1\n</Proxy>\n'
    expect(untested(of('App') + members)).toEqual([])
    expect(untested(of('other') + members)).toEqual(['a.conf:2 servers balancer://other'])
    const rule = '<VirtualHost *:80>\nRewriteEngine On\nRewriteRule ^/(.*)$ balancer://other/$1 [P]\n</VirtualHost>\n'
    expect(untested(rule + members)).toEqual(['a.conf:3 servers balancer://other'])
    // Of a complete configuration nothing is elsewhere: it is tested as it is.
    const whole = `LoadModule authz_core_module m.so\nLoadModule mpm_event_module m.so\n${of('other')}${members}`
    expect(untested(whole)).toEqual([])
    const { files } = adapter.prepare({ 'a.conf': whole }, site, build, { withoutLacking: true })
    expect(files['conf/a.conf']).toContain('balancer://other/')
  })

  it('an include that was not given, where it holds for the route', () => {
    const other = '<VirtualHost *:81>\nInclude /etc/apache2/other.inc\n</VirtualHost>\n'
    expect(untested(host('Include /etc/apache2/proxy.inc') + other)).toEqual([
      'a.conf:2 include /etc/apache2/proxy.inc',
    ])
    expect(untested(host('<Location /x>\nInclude /etc/apache2/x.inc\n</Location>'))).toEqual([])
    expect(untested({ 'a.conf': host('Include /etc/b.inc'), 'b.inc': '\nInclude /etc/c.inc\n' })).toEqual([
      'b.inc:2 include /etc/c.inc',
    ])
  })

  it.for(['Include /etc/letsencrypt/options-ssl-apache.conf', 'IncludeOptional /etc/apache2/x/*.conf'])(
    'is not what is known to set nothing of the kind, nor what may be missing: %s',
    (line) => {
      expect(untested(host(line))).toEqual([])
    },
  )

  it.for([
    ['SecRuleEngine On\nSecResponseBodyAccess On', ['a.conf:2 module mod_security2', 'a.conf:3 module mod_security2']],
    ['ModPagespeed on', ['a.conf:2 module mod_pagespeed']],
    ['SecRuleEngine Off', []],
    ['SecRuleEngine On\n<Location />\nSecRuleEngine Off\n</Location>', []],
    ['<LocationMatch ^/>\nSecRuleEngine Off\n</LocationMatch>\nSecRuleEngine On', []],
    ['SecRuleEngine On\n<Location /x>\nSecRuleEngine Off\n</Location>', ['a.conf:2 module mod_security2']],
    ['SecRuleEngine Off\n<Location />\nSecRuleEngine On\n</Location>', ['a.conf:4 module mod_security2']],
    // Only a request shows whether it holds.
    ['SecRuleEngine Off\n<If "-n \'x\'">\nSecRuleEngine On\n</If>', ['a.conf:4 module mod_security2']],
    ['ModPagespeed on\nModPagespeedEnableFilters x\n<Location />\nModPagespeed unplugged\n</Location>', []],
    ['<IfModule security2_module>\nSecRuleEngine On\n</IfModule>', ['a.conf:3 module mod_security2']],
    ['<IfModule mod_pagespeed.c>\nModPagespeed on\n</IfModule>', ['a.conf:3 module mod_pagespeed']],
    ['<IfModule mod_pagespeed.c>\nModPagespeed off\n</IfModule>', []],
    ['<IfModule !security2_module>\nHeader set X y\n</IfModule>', []],
    [
      '<IfModule mod_proxy.c>\n<IfModule mod_bw.c>\nBandwidth all 1000\n</IfModule>\n</IfModule>',
      ['a.conf:4 module mod_bw'],
    ],
    ['<Location /other>\n<IfModule mod_pagespeed.c>\nModPagespeed on\n</IfModule>\n</Location>', []],
    ['LoadModule authz_core_module x/mod_authz_core.so\n<IfModule mod_pagespeed.c>\nModPagespeed on\n</IfModule>', []],
    ['GeoIPEnable On', []],
    ['OIDCClientID x', []],
  ] as const)('a module that sees the body: %j', ([lines, found]) => {
    expect(untested(host(lines))).toEqual(found)
  })
})
