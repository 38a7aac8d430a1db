import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const remarks = (location: string, lines: string): readonly string[] => {
  const text = `upstream app { server b; }\nserver { listen 80; location ${location} { ${lines} } }`
  return (adapter.remarks?.({ 'a.conf': text }, build) ?? []).map(({ says }) => says)
}

it.for([
  ['/sse/', 'set $b app; proxy_pass http://$b/;', '/sse/x?lastEventId=1', '/', '^/sse/(.*)$ /$1 break'],
  ['/sse', 'set $b app; proxy_pass http://$b/events;', '/sse/x?lastEventId=1', '/events', '^/sse(.*)$ $1 break'],
  ['^~ /sse/', 'set $u http://app/v1; proxy_pass $u;', '/sse/x?lastEventId=1', '/v1', '^/sse/(.*)$ /$1 break'],
] as const)('location %s { %s }: %s arrives as %s', ([location, lines, from, to, rewrite]) => {
  expect(remarks(location, lines)).toEqual([
    `a request for ${from} reaches the application as ${to}, because a target with a variable is passed on as it is written: take ${to} out of it, with \`rewrite ${rewrite};\` in front of it to take ${location.replace('^~ ', '')} off`,
  ])
})

it.for([
  ['~ ^/api/(.*)$', 'proxy_pass http://app/$1;', '/$1'],
  ['~ ^/api/(?<rest>.*)$', 'proxy_pass http://app/v1/$rest;', '/v1/$rest'],
  ['/', 'proxy_pass http://app$uri;', '$uri'],
  ['= /events', 'set $b app; proxy_pass http://$b/hub;', '/hub'],
] as const)('location %s { %s } passes on no query', ([location, lines, rest]) => {
  expect(remarks(location, lines)).toEqual([
    expect.stringContaining(`passes on no query (\`?lastEventId=1\`): write \`${rest}$is_args$args\` behind the host`),
  ])
})

it('an expression has no prefix', () => {
  expect(remarks('~ ^/sse', 'set $b app; proxy_pass http://$b/;')).toEqual([
    'each request reaches the application as /, because a target with a variable is passed on as it is written: take / out of it',
  ])
})

it.for([
  ['/', 'proxy_pass http://app/;'],
  ['/', 'set $b app; proxy_pass http://$b;'],
  ['/', 'set $b app; proxy_pass http://$b$request_uri;'],
  ['/', 'set $u http://app; proxy_pass $u;'],
  ['~ ^/api/(.*)$', 'proxy_pass http://app/$1$is_args$args;'],
  ['~ ^/api/(.*)$', 'proxy_pass http://app/$1?$args;'],
  // What a variable of the request has in it is not known.
  ['/', 'proxy_pass http://app/$cookie_tenant;'],
] as const)('location %s { %s }: nothing is lost', ([location, lines]) => {
  expect(remarks(location, lines)).toEqual([])
})
