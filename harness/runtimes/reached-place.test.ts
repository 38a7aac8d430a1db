// A request with a route's path and host reaches the server and location that the route names, verified with the products
// themselves: each location sends its name to the origin, and the marker that `prepare` adds to it. Needs unpacked roots.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { findBuilds } from '../builds/find-builds.ts'
import { type Address, PLACE_HEADER, type ReachablePlace } from '../model/index.ts'
import { repository } from './fixture.ts'
import { startLocal } from './local.ts'

const adapters = [nginx, apache]
const { builds } = await findBuilds(adapters, { runtime: 'local', builds: ['all'], cache: join(repository, '.cache') })
const newestOf = (product: string) => builds.findLast((build) => build.product === product && build.source === 'root')

const to = (name: string): string => `proxy_pass http://app; proxy_set_header X-Place ${name};`
const NGINX = `
upstream app { server app:1; }
map $http_accept $is_stream { default 0; "~*text/event-stream" 1; }
server { listen 8081 reuseport; location / { ${to('port-8081')} } }
server { listen 8082 reuseport; location / { ${to('port-8082')} } }
server { listen 80; server_name x.example; location / { ${to('name-80')} } }
server { listen 81; server_name x.example; location / { ${to('name-81')} } }
server { listen 10.0.0.1:80; server_name x.example; location / { ${to('address-1')} } }
server { listen 83; root /srv; try_files $uri/index.html $uri @app; location @app { ${to('server-try-files')} } }
server { listen 84; location / { rewrite ^/(.*)$ /backend/$1 last; } location /backend/ { internal; ${to('rewrite-last')} } }
server { listen 85; location / { error_page 418 = @s; if ($is_stream) { return 418; } ${to('others')} } location @s { ${to('status-418')} } }
server { listen 86; location / { root /srv; } error_page 404 = @s; location @s { ${to('status-404')} } }
server { listen 87; location ~ ^/maps/[^/]*/live/ { ${to('expression')} } location / { root /srv; } }
server { listen 88; location ^/x { ${to('dead')} } location / { ${to('not-dead')} } }
server { listen 89; location / { try_files $uri /app; ${to('behind-try-files')} } location = /app { ${to('try-files-uri')} } }
server { listen 90; location / { proxy_set_header X-Place condition; if ($http_accept ~* "event-stream") { proxy_pass http://app; } } }
`
const host = (address: string, inside: string) => `<VirtualHost ${address}>\n${inside}\n</VirtualHost>\n`
const place = (name: string) => `RequestHeader set X-Place ${name}\nProxyPass / http://app/`
const APACHE = `Listen 80\nListen 8081\nListen 8082\nListen 8083\nProxyPass /main http://app/main\n
${host('*:8081', place('port-8081'))}${host('*:8082', place('port-8082'))}
${host('*:80', `ServerName x.example\n${place('name-80')}`)}${host('10.0.0.1:80', `ServerName x.example\n${place('address-1')}`)}`

/** Location → the names that the origin received for each route, in the order of the routes. */
async function reached(product: string, config: string): Promise<readonly string[]> {
  const build = newestOf(product)
  const adapter = adapters.find((one) => one.product === product)
  if (build === undefined || adapter === undefined) throw new Error('there is no build')
  await using runtime = await startLocal()
  const site = await runtime.originSite()
  const told: string[] = []
  const markers: string[] = []
  const origin = createServer((request, response) => {
    if (request.headers['x-asked'] === 'by the test') {
      told.push(String(request.headers['x-place'] ?? 'none'))
      markers.push(String(request.headers[PLACE_HEADER.toLowerCase()] ?? 'none'))
    }
    response.end()
  }).listen(0, site.bind)
  await once(origin, 'listening')
  const backend = site.reachedAt((origin.address() as AddressInfo).port)
  for (const { path, host, server, serverWhere, place } of adapter.routes?.({ 'a.conf': config }, build) ?? []) {
    const options = { path, server, marked: true, ...(host === '' ? {} : { host }) }
    const started = await runtime.start({
      adapter,
      build,
      config: { 'a.conf': config },
      backend,
      options,
      name: product,
    })
    if ('failure' in started) throw new Error(`${started.failure}: ${started.message}\n${started.output}`)
    await ask(started.instance.address, `${path}${path.endsWith('/') ? '' : '/'}k3v9q7`, host)
    if (place !== undefined) {
      const marker = markers.at(-1) ?? ''
      const isFrom = (one: ReachablePlace) =>
        one.fits === 'exactly' ? one.marker === marker : marker.startsWith(one.marker)
      const fitting = started.prepared.places?.filter((one) => isFrom(one) && one.id !== '') ?? []
      expect(fitting.map(({ id }) => id)).toContain(place)
      expect(new Set(fitting.map((one) => one.server))).toEqual(new Set([serverWhere]))
    }
    await started.instance[Symbol.asyncDispose]()
  }
  origin.closeAllConnections()
  origin.close()
  return told
}

async function ask({ host, port }: Address, path: string, name: string): Promise<void> {
  const headers = { accept: 'text/event-stream', 'x-asked': 'by the test', ...(name === '' ? {} : { host: name }) }
  await new Promise<void>((resolve, reject) => {
    get({ host, port, path, headers }, (response) => response.resume().on('end', resolve)).on('error', reject)
  })
}

test.skipIf(newestOf('nginx') === undefined)('nginx: every route reaches its own place', async () => {
  expect(await reached('nginx', NGINX)).toEqual([
    'port-8081',
    'port-8082',
    'name-80',
    'name-81',
    'address-1',
    'server-try-files',
    'rewrite-last',
    'status-418',
    'status-404',
    'expression',
    'not-dead',
    'try-files-uri',
    'condition',
  ])
})

test.skipIf(newestOf('apache') === undefined)('Apache: every route reaches its own place', async () => {
  // Each virtual host also has the main server's `ProxyPass /main`.
  const twice = ['port-8081', 'port-8082', 'name-80', 'address-1'].flatMap((name) => [name, name])
  expect(await reached('apache', APACHE)).toEqual([...twice, 'none'])
})
