import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const host = (inside: string) => `<VirtualHost *:80>\nServerName a.example\n${inside}\n</VirtualHost>\n`
const section = (rule: string, around = '<Location /api>') =>
  `${around}\nRewriteEngine On\n${rule}\n</${around.slice(1).split(' ')[0]}>`
const names = (text: string) => adapter.routes?.({ 'a.conf': text }, build).map(({ name, path }) => `${path} ${name}`)
const main = (text: string, options = {}) =>
  adapter.prepare({ 'a.conf': text }, site, build, options).files['conf/sse-compat-main.conf'] ?? ''

// What Apache 2.4.71 does with each was measured: mod_rewrite passes on after access control, and sees the name of a file.
describe('a rule with [P] in a <Location> is a route, also where nothing else passes the path on', () => {
  it.for([
    ['RewriteRule .* http://b%{REQUEST_URI} [P]', '<Location /api>', ['/api/ RewriteRule .* in <Location /api>']],
    [
      'RewriteRule ^ http://b%{REQUEST_URI} [P,L]',
      '<LocationMatch "^/live/">',
      ['/live/ RewriteRule ^ in <LocationMatch ^/live/>'],
    ],
    ['RewriteRule api/(.*) http://b/$1 [P]', '<Location /api/>', ['/api/ RewriteRule api/(.*) in <Location /api/>']],
    // The path is not the beginning.
    ['RewriteRule ^/api http://b/ [P]', '<Location /api>', []],
  ] as const)('%s in %s', ([rule, around, expected]) => {
    expect(names(host(section(rule, around)))).toEqual(expected)
  })

  it('where ProxyPass leaves the path out', () => {
    const rule = section('RewriteRule ^ http://b%{REQUEST_URI} [P]')
    expect(names(host(`ProxyPass /api !\n${rule}\nProxyPass / http://c/`))).toEqual([
      '/api/ RewriteRule ^ in <Location /api>',
      '/ ProxyPass /',
    ])
  })

  const WRITTEN = host(section('RewriteRule .* http://b%{REQUEST_URI} [P]'))

  it('access control lets in what is asked for below its path, and no folder of this machine is served', () => {
    expect(main(WRITTEN, { path: '/api/' })).toContain(
      '&& !(%{REQUEST_URI} =~ m#^/api(?:/|$)# && %{REQUEST_FILENAME} =~ m#^',
    )
    expect(main(WRITTEN, { path: '/api/' })).toMatch(/DocumentRoot "?\/\S+\/no-files-here/)
    const other = host(`${section('RewriteRule .* http://b%{REQUEST_URI} [P]')}\nProxyPass / http://c/`)
    expect(main(other, { path: '/api/' })).not.toContain('REQUEST_URI}')
  })

  it('not without isolation, where access control is the only wall', () => {
    expect(() => main(WRITTEN, { path: '/api/', strict: true })).toThrow('is not allowed without isolation')
  })
})
