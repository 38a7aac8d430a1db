import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const HELD = { criterion: 'delivery/live', observed: ['held-until-bytes'] }
const site = (location: string, target = 'http://app') => `gzip on;
gzip_types text/css text/event-stream;
server {
    ${location} {
        proxy_pass ${target};
        proxy_set_header Host $host;
    }
}
`
function narrowed(text: string, path: string, title = 'set proxy_buffering off') {
  const situation = { config: { 'app.conf': text }, build }
  const items = remedies.candidates(situation, HELD).filter((one) => one.title === title)
  expect(items).toHaveLength(1)
  const change = remedies.narrowed?.(situation, items, path)
  return change && applyChange({ 'app.conf': text }, change)['app.conf']
}

it.for([
  ['/sse/', 'location /sse/', 'http://app', 'http://app'],
  ['/events', 'location = /events', 'http://app', 'http://app'],
  ['/sse/', 'location /sse/', 'http://app/', 'http://app/sse/'],
  ['/sse/', 'location /sse/', 'http://app/v1/', 'http://app/v1/sse/'],
  ['/events', 'location = /events', '"http://app/v1"', '"http://app/v1events"'],
  ['/sse/', 'location /sse/', 'http://$up/', 'http://$up/'],
] as const)('%s: a copy of the whole site’s location with the change: %s, %s', ([path, head, target, own]) => {
  const text = site('location /', target)
  expect(narrowed(text, path)).toBe(
    text.replace(
      '    location / {',
      `    ${head} {
        proxy_pass ${own};
        proxy_buffering off;
        proxy_set_header Host $host;
    }
    location / {`,
    ),
  )
})

it.for(['location /events/', 'location ~ ^/', 'location = /sse/', 'location /sse', 'location /sse/'])(
  'none for a place that serves less: %s',
  (location) => {
    expect(narrowed(site(location), '/sse/')).toBeUndefined()
  },
)

it.for(['location /sse/', 'location /sse', 'location ^~ /sse/', 'location = /sse/'])(
  'none for a path that has a place already, with or without a proxy: %s',
  (own) => {
    const text = site('location /').replace('server {', `server {\n    ${own} { return 404; }`)
    expect(narrowed(text, '/sse/')).toBeUndefined()
    expect(narrowed(text, '/stream/')).toContain('location /stream/ {')
  },
)

it.for([
  ['location /api/', 'http://app/v1/', 'http://app/v1/sse/'],
  ['location /api', 'http://app/v1', 'http://app/v1/sse/'],
  ['location /api/', 'http://app', 'http://app'],
] as const)('a part of a site: %s, %s', ([location, target, own]) => {
  expect(narrowed(site(location, target), '/api/sse/')).toContain(`location /api/sse/ {\n        proxy_pass ${own};\n`)
})

it('none for a location with others in it, one behind an `if`, and a change that is elsewhere', () => {
  expect(narrowed('server { location / { proxy_pass http://app; location /a { } } }\n', '/sse/')).toBeUndefined()
  expect(
    narrowed('server { location / { if ($http_accept ~ event) { proxy_pass http://app; } } }\n', '/sse/'),
  ).toBeUndefined()
  const main = `worker_shutdown_timeout 2s;\nhttp {\n${site('location /')}}\n`
  const situation = { config: { 'app.conf': main }, build }
  const items = remedies.candidates(situation, { criterion: 'reload/open-stream', observed: [] }).slice(0, 1)
  expect(items).toHaveLength(1)
  expect(remedies.narrowed?.(situation, items, '/sse/')).toBeUndefined()
})

it('what stands further out stays for other routes', () => {
  const text = site('location /')
  const situation = { config: { 'app.conf': text }, build }
  const titles = remedies.candidates(situation, HELD).map(({ title }) => title)
  expect(titles).toContain('set gzip_types without text/event-stream in the location')
  const all = narrowed(text, '/sse/', 'set gzip_types without text/event-stream in the location')
  expect(all).toContain('gzip_types text/css text/event-stream;\nserver')
  expect(all).toContain('        proxy_pass http://app;\n        gzip_types text/css;\n')
})
