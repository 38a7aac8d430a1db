import { describe, expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const myths = (location: string, server = '', http = '') => {
  const text = `${http}\nserver { listen 80; ${server}\nlocation / {\n${location}\nproxy_pass http://a; } }`
  return remedies.myths({ config: { 'a.conf': text }, build }).map(({ where, truth }) => `${where}: ${truth}`)
}

it.for([
  [
    'more_set_headers "X-Accel-Buffering: no";',
    'this goes to the client, and has an effect only where that is another nginx.',
  ],
  ['more_set_input_headers -t text/x "x-accel-buffering: no";', 'this is a header of the request'],
] as const)('%s does not turn buffering off', ([line, truth]) => {
  expect(myths(line)).toEqual([expect.stringContaining(`a.conf:4: ${truth}`)])
})

describe('directives of another protocol', () => {
  it.for(['fastcgi_buffering off;', 'uwsgi_read_timeout 1h;', 'grpc_read_timeout 1h;'])('%s', (line) => {
    const [, protocol = '', what = ''] = /^([a-z]+)_(\w+)/.exec(line) ?? []
    const truth = `this holds for what \`${protocol}_pass\` passes on. Here \`proxy_pass\` does, and proxy_${what} is its directive`
    expect(myths(line)).toEqual([`a.conf:4: ${truth}`])
    expect(myths('', line)).toEqual([`a.conf:2: ${truth}`])
  })

  it('may be meant for other places of their level', () => {
    expect(myths('', 'fastcgi_buffering off; location ~ php$ { fastcgi_pass b; }')).toEqual([])
    expect(myths('', '', 'fastcgi_buffering off;')).toEqual([])
  })
})

describe('timeouts of something else', () => {
  it.for(['proxy_send_timeout 1h;', 'send_timeout 5m;', 'proxy_connect_timeout 86400;', 'keepalive_timeout 10m;'])(
    '%s',
    (line) => {
      const says = 'A silent stream is closed by proxy_read_timeout, which is not set: 60s is the default'
      expect(myths(line)).toEqual([expect.stringContaining(says)])
      expect(myths('', line)).toHaveLength(1)
    },
  )

  it('is said of one of them', () => {
    expect(myths('proxy_connect_timeout 1h; proxy_send_timeout 1h;\nsend_timeout 1h;')).toEqual([
      expect.stringContaining('a.conf:4: this is how long a piece of the request'),
    ])
  })

  it.for([
    'proxy_send_timeout 60s;',
    'keepalive_timeout 65;',
    'proxy_send_timeout 1h; proxy_read_timeout 5m;',
    'client_body_timeout 1h;',
  ])('%s is nothing to remark', (line) => {
    expect(myths(line)).toEqual([])
  })
})
