import { describe, expect, it } from 'vitest'
import { parseNginx } from '../config.ts'
import { allIn } from '../layout.ts'
import { tooMuchIn } from './sizes.ts'

const reduced = (text: string) =>
  tooMuchIn(allIn(parseNginx(text, 'a.conf'))).map(({ word, is }) => `${word.line}: ${word.text} → ${is}`)

describe('more than a test needs', () => {
  it.for([
    ['worker_processes 17;', '17 → 16'],
    ['worker_connections 65537;', '65537 → 65536'],
    ['worker_aio_requests 65537;', '65537 → 65536'],
    ['epoll_events 1000000;', '1000000 → 65536'],
    ['worker_rlimit_nofile 1048577;', '1048577 → 1048576'],
    ['keepalive 65537;', '65537 → 65536'],
    ['variables_hash_max_size 1048577;', '1048577 → 65536'],
    ['server_names_hash_bucket_size 65537;', '65537 → 65536'],
    ['post_acceptex 33;', '33 → 32'],
    ['http2_streams_index_size 65537;', '65537 → 65536'],
    ['connection_pool_size 2m;', '2m → 1m'],
    ['request_pool_size 1025k;', '1025k → 1m'],
    ['client_header_buffer_size 1048577;', '1048577 → 1m'],
    ['client_body_buffer_size 65M;', '65M → 64m'],
    ['mp4_max_buffer_size 1g;', '1g → 64m'],
    ['proxy_buffer_size 9m;', '9m → 8m'],
    ['subrequest_output_buffer_size 1g;', '1g → 8m'],
    ['gzip_window 9m;', '9m → 8m'],
    ['upstream_fair_shm_size 129m;', '129m → 128m'],
    ['thread_pool a threads=33 max_queue=10;', 'threads=33 → threads=32'],
    ['thread_pool a threads=1 max_queue=65537;', 'max_queue=65537 → max_queue=65536'],
    ['server a weight=1001;', 'weight=1001 → weight=1000'],
    ['open_file_cache max=1048577;', 'max=1048577 → max=1048576'],
    ['proxy_ssl_certificate_cache max=9999999;', 'max=9999999 → max=1048576'],
    ['ssl_session_cache builtin:1048577;', 'builtin:1048577 → builtin:1048576'],
    ['ssl_session_cache shared:SSL:129m;', 'shared:SSL:129m → shared:SSL:128m'],
    ['limit_req_zone $x zone=a:1g rate=1r/s;', 'zone=a:1g → zone=a:128m'],
    ['limit_conn_zone $x zone=a:8192m;', 'zone=a:8192m → zone=a:128m'],
    ['keyval_zone zone=a:129m;', 'zone=a:129m → zone=a:128m'],
    ['proxy_cache_path /x keys_zone=a:129m max_size=10g;', 'keys_zone=a:129m → keys_zone=a:128m'],
    ['zone a 129m;', '129m → 128m'],
    ['proxy_buffers 8 9m;', '9m → 8m'],
    ['proxy_buffers 33 8m;', '33 → 32'],
    ['large_client_header_buffers 100000 8k;', '100000 → 32768'],
    ['gzip_buffers 999999999999 1;', '999999999999 → 268435456'],
  ] as const)('%s', ([text, is]) => {
    expect(reduced(text)).toEqual([`1: ${is}`])
  })

  it('both of a list of buffers', () => {
    expect(reduced('output_buffers 1000 1g;')).toEqual(['1: 1g → 8m', '1: 1000 → 32'])
  })

  it('all zones together, of whatever kind', () => {
    const zones = [
      'limit_req_zone $x zone=a:128m rate=1r/s;',
      'limit_conn_zone $x zone=b:128m;',
      'ssl_session_cache shared:c:128m;',
      'proxy_cache_path /x keys_zone=d:127m;',
      'upstream u { zone e 1m; }',
      'limit_conn_zone $x zone=f:65k;',
      'limit_conn_zone $x zone=g:64k;',
    ]
    expect(reduced(zones.join('\n'))).toEqual(['6: zone=f:65k → zone=f:64k'])
  })

  it('a zone that is made smaller counts as such', () => {
    const sizes = ['128m', '128m', '128m', '127m', '128m', '512k']
    expect(reduced(sizes.map((size) => `limit_conn_zone $x zone=a:${size};`).join('\n'))).toEqual([
      '5: zone=a:128m → zone=a:64k',
    ])
  })

  it.for([
    ['worker_processes 16; events { worker_connections 65535; }', ['1: 16 → 2']],
    ['worker_processes 16; events { worker_connections 999999; }', ['1: 16 → 2', '1: 999999 → 65536']],
    ['worker_processes 16; events { worker_connections 16384; }', ['1: 16 → 8']],
    ['worker_processes 16; events { worker_connections 8192; }', []],
    ['worker_processes 2; events { worker_connections 65536; }', []],
    ['worker_processes auto; events { worker_connections 65535; }', ['1: auto → 2']],
    ['worker_processes auto; events { worker_connections 4096; }', []],
  ] as const)('all connections of all processes together: %s', ([text, expected]) => {
    expect(reduced(text)).toEqual(expected)
  })

  it('more zones than anybody has', () => {
    const zones = (count: number) => 'limit_conn_zone $x zone=a:32k;\n'.repeat(count)
    expect(reduced(zones(1000))).toEqual([])
    expect(() => reduced(zones(1001))).toThrow(expect.objectContaining({ code: 'bad-config', where: 'a.conf:1001' }))
  })
})

it.for([
  'worker_processes auto;',
  'worker_processes 16;',
  'worker_connections 65536;',
  'worker_rlimit_nofile 100000;',
  'keepalive 32;',
  'client_max_body_size 100g;',
  'client_body_buffer_size 64m;',
  'proxy_max_temp_file_size 1g;',
  'proxy_buffers 8 16k;',
  'proxy_buffers 32 8m;',
  'proxy_buffer_size 128k;',
  'large_client_header_buffers 4 32k;',
  'server a weight=1000 max_fails=100000;',
  'limit_req_zone $x zone=a:10m rate=1r/s;',
  'proxy_cache_path /x levels=1:2 keys_zone=a:100m max_size=100g inactive=60m;',
  'ssl_session_cache shared:SSL:50m;',
  'ssl_session_cache builtin shared:SSL:10m;',
  'open_file_cache max=200000 inactive=20s;',
  'variables_hash_max_size 4096;',
  'thread_pool default threads=32 max_queue=65536;',
  // nginx refuses these itself.
  'proxy_buffer_size 9x;',
  'proxy_buffers;',
  'worker_processes;',
  'zone a;',
])('%s stays as it is', (text) => {
  expect(reduced(text)).toEqual([])
})
