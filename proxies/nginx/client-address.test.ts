import { describe, expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const written = (http: string, inside = ''): string => {
  const text = `${http}\nserver { listen 80; location / { ${inside} proxy_pass http://app; } }\n`
  return (adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf'] ?? '').replace(/\s+/g, ' ')
}

describe('an ordinary client does not have the address of this machine', () => {
  it.for([
    ['geo $bypass { default 0; 127.0.0.1/32 1; 10.0.0.0/8 1; }', 'geo $bypass { default 0; 10.0.0.0/8 1; }'],
    ['geo $remote_addr $x { 127.0.0.0/8 1; 127.0.0.1 2; }', 'geo $remote_addr $x { }'],
    ['geo $x { ranges; 127.0.0.0-127.255.255.255 1; }', 'geo $x { ranges; }'],
    [
      'map $remote_addr $x { default 0; 127.0.0.1 1; ~^127 1; ~^10 1; ~. 2; }',
      'map $remote_addr $x { default 0; ~^10 1; ~. 2; }',
    ],
  ] as const)('%s', ([before, after]) => {
    expect(written(before)).toContain(`${after} server`)
  })

  it.for([
    'geo $arg_from $x { default 0; 127.0.0.1 1; }',
    'geo $x { 0.0.0.0/0 1; 0.0.0.0/1 2; }',
    'map $host $x { default 0; 127.0.0.1 1; }',
  ])('%s is about something else', (same) => {
    expect(written(same)).toContain(`${same} server`)
  })

  it.for([
    ['($remote_addr = 127.0.0.1)', '($remote_addr = 192.0.2.1)'],
    ['($remote_addr != 127.0.0.1)', '($remote_addr != 192.0.2.1)'],
    ['($remote_addr ~ ^127[.])', '($remote_addr ~ ^192[.]0[.]2[.]1$)'],
    ['($remote_addr !~ ^10)', '($remote_addr !~ ^10)'],
    ['($host = 127.0.0.1)', '($host = 127.0.0.1)'],
  ] as const)('if %s', ([before, after]) => {
    const found = written('', `if ${before} { set $x 1; }`)
    expect(found.replaceAll('"', '')).toContain(`if ${after} { set $x 1; }`)
  })

  it('is listed among what was replaced', () => {
    const { replaced } = adapter.prepare(
      { 'a.conf': 'geo $b { 127.0.0.1 1; }\nserver { location / { proxy_pass http://a; } }' },
      site,
      build,
    )
    expect(replaced[0]).toMatchObject({ where: 'a.conf:1', is: '' })
  })
})
