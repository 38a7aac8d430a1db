import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'

const remarks = (inner: string): readonly string[] => {
  const text = `server { listen 80;\nlocation /api/ { proxy_pass http://a;\n${inner} } }`
  return (adapter.remarks?.({ 'a.conf': text }, build) ?? []).map(({ where, says }) => `${where} ${says}`)
}

it.for(['location /api/sse/ { proxy_buffering off; }', 'location ~ sse$ { proxy_read_timeout 1h; add_header A b; }'])(
  'a location with settings alone passes nothing on: %s',
  (inner) => {
    expect(remarks(inner)).toEqual([
      expect.stringMatching(/^a\.conf:3 `location .*` passes nothing on: .*\(a\.conf:2\)/),
    ])
  },
)

it.for([
  'location /api/sse/ { proxy_buffering off; proxy_pass http://a; }',
  'location /api/x/ { proxy_buffering off; return 404; }',
  // What is in files is meant to be there.
  'location ~ \\.css$ { expires 30d; }',
  'location /api/y/ { proxy_buffering off; include more.conf; }',
])('one that answers by itself has no remark: %s', (inner) => {
  expect(remarks(inner)).not.toContainEqual(expect.stringContaining('passes nothing on'))
})
