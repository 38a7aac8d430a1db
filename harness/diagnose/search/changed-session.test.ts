/** After a change the route is found again, and its lines are told as the user's. */
import { expect, it } from 'vitest'
import { build as apacheBuild } from '../../../proxies/apache/build.fixture.ts'
import { loadTestable } from '../../matrix/catalog.ts'
import type { BuildFacts, ConfigTree, Profile, ProxiedRoute } from '../../model/index.ts'
import { namesIn } from '../report/file-names.ts'
import { changedRoute, lineBefore, namesBefore, profileAt } from './changed-session.ts'

const NGINX = `server {
  listen 80;
  proxy_read_timeout: 1h;
  frobnicate on;
  location /a { proxy_pass http://one; } location /b { proxy_pass http://two; }
  location / { if ($arg_x) { proxy_pass http://three; } proxy_pass http://four; }
}
server { listen 81; include app.inc; }
server { listen 82; include app.inc; }
server { listen 83; location / { proxy_pass http://six; } } server { listen 84; location / { proxy_pass http://six; } }
`
const INCLUDED = 'gzip: on;\nlocation / { proxy_pass http://five; }\n'
const APACHE = `Frobnicate On
<Macro Host $name $port>
  Bad On
  <VirtualHost *:$port>
    ServerName $name
    ProxyPass / http://$name/
  </VirtualHost>
</Macro>
<VirtualHost *:80>
  TimeOut: 10
  ProxyPass /a http://one unknown=1
  Frobnicate On
  ProxyPass / http://two unknown=2
</VirtualHost>
Use Host x.example 8081
Use Host y.example 8082
`
const nginx = { 'app.conf': NGINX, 'app.inc': INCLUDED }
const apache = { 'app.conf': APACHE }

const { products } = await loadTestable()
const nginxBuild = { product: 'nginx', version: '1.26.3', modules: [] } as unknown as BuildFacts
function routesIn(config: ConfigTree): readonly ProxiedRoute[] {
  const isNginx = 'app.inc' in config
  const adapter = products.find(({ id }) => id === (isNginx ? 'nginx' : 'apache'))?.adapter
  return adapter?.routes?.(config, isNginx ? nginxBuild : apacheBuild) ?? []
}

const edited = (config: ConfigTree, ...edits: readonly (readonly [was: string, is: string])[]): ConfigTree =>
  Object.fromEntries(
    Object.entries(config).map(([file, text]) => [
      file,
      edits.reduce((changed, [was, is]) => changed.replaceAll(was, is), text),
    ]),
  )

it.each([
  ['a word is removed above', nginx, [['timeout: ', 'timeout ']]],
  ['a line is removed above', nginx, [['  frobnicate on;\n', '']]],
  ['lines are added above', nginx, [['  listen 80;\n', '  listen 80;\n  gzip on;\n  gzip_vary on;\n']]],
  ['text is added in the same line', nginx, [['location /a {', 'location /a { gzip on;']]],
  ['in an included file', nginx, [['gzip: on;\n', '']]],
  [
    'a line is removed above a line that is changed',
    nginx,
    [['  frobnicate on;\n  location /a {', '  location /a { ']],
  ],
  ['a line is removed above', apache, [['Frobnicate On\n', '']]],
  ['a word is removed above', apache, [['TimeOut: ', 'TimeOut ']]],
  ['lines are added above', apache, [['<VirtualHost *:80>\n', 'Timeout 9\n<VirtualHost *:80>\nTimeout 8\n']]],
  [
    'its own line is changed, and those above and below removed',
    apache,
    [
      ['  TimeOut: 10\n', ''],
      [' unknown=1\n  Frobnicate On', ''],
    ],
  ],
  [
    'lines in a row are changed',
    apache,
    [
      ['unknown=', 'timeout='],
      ['  Frobnicate On\n', ''],
    ],
  ],
  ['in a macro', apache, [['  Bad On\n', '']]],
] as const)('each route is found again where %s', (_, config, edits) => {
  const changed = edited(config, ...edits)
  expect(changed).not.toEqual(config)
  const found = routesIn(changed)
  const before = routesIn(config)
  expect(before.length).toBeGreaterThanOrEqual(4)
  expect(before.map((route) => changedRoute(route, found, changed, config))).toEqual(
    before.map((route, at) => {
      const { place, where, serverWhere } = found[at] ?? {}
      return { ...route, place, where, serverWhere }
    }),
  )
})

it('a route that the change removes, or makes another one, keeps its place', () => {
  const [route] = routesIn(nginx)
  const gone = edited(nginx, ['location /a { proxy_pass http://one; }', ''])
  expect(route && changedRoute(route, routesIn(gone), gone, nginx)).toBe(route)
})

it('a server that a change adds above is not taken for that of the route', () => {
  const added = edited(nginx, [
    'server {\n',
    'server { listen 79; location /a { proxy_pass http://other; } }\nserver {\n',
  ])
  const found = routesIn(added)
  const now = new Map(found.map(({ server, target, place }) => [`${server.address} ${target}`, place]))
  expect(found.find(({ target }) => target === 'http://other')?.server.index).toBe(0)
  const places = routesIn(nginx).map((route) => {
    const { place } = changedRoute(route, found, added, nginx)
    const isKept = place === route.place
    return isKept ? 'kept' : place === now.get(`${route.server.address} ${route.target}`)
  })
  const [own] = routesIn(nginx).map((route) => changedRoute(route, found, added, nginx))
  expect(own?.server.index).toBe(1)
  // Of two servers in one line it is not known which is which.
  expect(places).toEqual([true, true, true, true, true, 'kept', 'kept'])
})

it('a place that cannot be shown any more is none', () => {
  const [route] = routesIn(nginx)
  const { place: _, ...unmarked } = route ?? ({} as ProxiedRoute)
  expect(route && changedRoute(route, [unmarked], nginx, nginx)).not.toHaveProperty('place')
})

it('a message about the changed files has the line numbers of the user’s files', () => {
  const names = namesIn({ files: { 'a.conf': { named: '/etc/a.conf', inDiff: 'etc/a.conf' } }, applies: '' })
  const { named, inText } = namesBefore(names, { 'a.conf': 'b\n' }, { 'a.conf': 'a\nb\n' })
  expect(named('a.conf:1')).toBe('/etc/a.conf:2')
  expect(inText('used (a.conf:1)')).toBe('used (/etc/a.conf:2)')
})

it('lines in a row that are changed stay one for one', () => {
  expect([1, 2, 3].map((line) => lineBefore('a\nb\nc\n', 'A\nB\nc\n', line))).toEqual([1, 2, 3])
  expect([1, 2].map((line) => lineBefore('a\nb\nc\n', 'B\nc\n', line))).toEqual([2, 3])
})

it('a profile of one server is one of the same server in the changed files', () => {
  const profile = { id: 'a', options: { strict: true, server: { index: 0, address: '*:80' } } } as unknown as Profile
  const server = { index: 1, address: '*:80' }
  expect(profileAt(profile, server).options).toEqual({ strict: true, server })
  const { options: _, ...whole } = profile
  expect(profileAt(whole, server)).toEqual(whole)
})
