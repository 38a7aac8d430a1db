import { describe, expect, it } from 'vitest'
import type { PrepareOptions, ProxiedRoute } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { scopeOf } from './scope.ts'

const routes = (text: string) => adapter.routes?.({ 'a.conf': text }, build) ?? []
const optionsOf = ({ path, host, server, tls }: ProxiedRoute): PrepareOptions => ({
  path,
  server,
  tls,
  ...(host === '' ? {} : { host }),
})
const host = (address: string, inside: string) => `<VirtualHost ${address}>\n${inside}\n</VirtualHost>\n`

const TWO_PORTS = `Listen 8081\nListen 8082
${host('*:8081', 'ProxyPass / http://a:1/ timeout=600')}${host('*:8082', 'ProxyPass / http://b:2/ timeout=7')}`
const SAME_NAME =
  host('*:80', 'ServerName x.example\nProxyPass / http://a:1/ timeout=600') +
  host('*:8080', 'ServerName x.example\nProxyPass / http://a:1/ timeout=7')
const SAME_PORT =
  host('10.0.0.1:80', 'ServerName x.example\nProxyPass / http://a:1/ timeout=600') +
  host('10.0.0.2:80', 'ServerName x.example\nProxyPass / http://a:1/ timeout=7')
const AFTER_A_CONDITION = `<IfModule mod_nothing.c>\n${host('*:1', 'ProxyPass / http://c:3/')}</IfModule>\n${TWO_PORTS}`

it('a host whose name an earlier mask takes is passed over, which is said', () => {
  const text =
    host('*:80', 'ServerName a.example\nServerAlias *.example.net\nProxyPass / http://a:1/') +
    host('*:80', 'ServerName www.example.net\nProxyPass / http://b:2/')
  expect(routes(text).map(({ host: name }) => name)).toEqual(['a.example'])
  expect(adapter.remarks?.({ 'a.conf': text }, build).map(({ says }) => says)).toEqual([
    '`ProxyPass /` was not tested: another virtual host at its addresses answers to its names',
  ])
})

describe('virtual hosts on several addresses or of equal names', () => {
  it.for([
    [TWO_PORTS, ['a.conf:3 0 *:8081', 'a.conf:6 1 *:8082']],
    [SAME_NAME, ['a.conf:1 0 *:80', 'a.conf:5 1 *:8080']],
    [SAME_PORT, ['a.conf:1 0 10.0.0.1:80', 'a.conf:5 1 10.0.0.2:80']],
    [AFTER_A_CONDITION, ['a.conf:8 1 *:8081', 'a.conf:11 2 *:8082']],
    [`Listen 80\nListen 81\nProxyPass / http://m/\n${host('*:81', 'ServerName v')}`, ['a.conf:4 0 *:81', ' -1 *:80']],
  ] as const)('are routes of their own %#', ([text, expected]) => {
    expect(routes(text).map(({ serverWhere, server }) => `${serverWhere} ${server.index} ${server.address}`)).toEqual(
      expected,
    )
  })

  it.for([TWO_PORTS, SAME_NAME, SAME_PORT, AFTER_A_CONDITION])('are run and explained one by one %#', (text) => {
    for (const [at, ms] of [600_000, 7000].entries()) {
      const route = routes(text)[at]
      if (route === undefined) throw new Error('there are two routes')
      const config = { 'a.conf': text }
      const prepared = adapter.prepare(config, site, build, optionsOf(route))
      expect(prepared.settings.timers).toMatchObject([{ ms }])
      const written = prepared.files['conf/a.conf']?.split('\n')
      const line = Number(route.serverWhere.split(':')[1])
      expect(written?.[line - 1]).toBe('<VirtualHost *:40001>')
      expect(written?.filter((text) => text === '<VirtualHost *:40001>')).toHaveLength(1)
      expect(scopeOf({ config, build, ...optionsOf(route) })?.selected.route.target).toBe(route.target)
    }
  })

  it('do not answer at an address of another one with any port', () => {
    const text = host('10.0.0.9', 'ProxyPass / http://a/') + host('10.0.0.1:80', 'ProxyPass / http://b/')
    const route = routes(text)[1]
    if (route === undefined) throw new Error('there are two routes')
    const { files } = adapter.prepare({ 'a.conf': text }, site, build, optionsOf(route))
    expect(files['conf/a.conf']?.match(/<VirtualHost .*>/g)).toEqual(['<VirtualHost *:1>', '<VirtualHost *:40001>'])
  })
})

it('names of thousands of hosts are tried up to a total: after that the first stands for its host', () => {
  const redirecting = (at: number, names: string) =>
    host(
      '*:80',
      `ServerName x${at}\nServerAlias ${names}\nRewriteEngine On\nRewriteCond %{HTTP_HOST} !=y${at}\nRewriteRule ^ https://y${at}/ [R]\nProxyPass / http://a:1/`,
    )
  const names = (at: number) => Array.from({ length: 25 }, (_, each) => `n${each}.s${at}`).join(' ')
  const many = Array.from({ length: 20 }, (_, at) => redirecting(at, names(at)))
  const hosts = (before: readonly string[]) => routes(before.join('') + redirecting(99, 'y99')).map((each) => each.host)
  expect(hosts(many.slice(0, 19))).toContain('y99')
  expect(hosts(many)).not.toContain('y99')
})

it('a name that is asked for is compared by conditions of rules too', () => {
  const rule = (name: string, port: number) =>
    `RewriteCond %{HTTP_HOST} ^${name}\\. [NC]\nRewriteRule ^/(.*) http://127.0.0.1:${port}/$1 [P]\n`
  const text = `<VirtualHost *:80>\nServerName cpanel.example\nServerAlias cpanel.* webmail.*\nRewriteEngine On\n${rule('cpanel', 2082)}${rule('webmail', 2095)}</VirtualHost>\n`
  const routesFor = (host?: string) =>
    adapter.routes?.({ 'a.conf': text }, build, undefined, host).map(({ where, host: name }) => `${name} ${where}`)
  expect(routesFor()).toEqual(['cpanel.example a.conf:6'])
  expect(routesFor('WebMail.example:80')).toEqual(['webmail.example a.conf:8'])
  const { remarks = () => [] } = adapter
  expect(remarks({ 'a.conf': text }, build).map(({ where, says }) => `${where}: ${says}`)).toEqual([
    'a.conf:8: `RewriteRule ^/(.*)` was not tested: only for a host that its RewriteCond name, and another was tested: `--host` takes that name',
  ])
  const marked = adapter.prepare({ 'a.conf': text }, site, build, { host: 'webmail.example', path: '/' })
  expect(marked).toMatchObject({ host: 'webmail.example', path: '/' })
})
