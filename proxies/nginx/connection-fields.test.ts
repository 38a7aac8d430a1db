import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const site = (location: string, server = ''): string =>
  `server { listen 80; ${server}\nlocation / {\n${location}\nproxy_pass http://a; } }`
const remarks = (text: string): readonly string[] =>
  (adapter.remarks?.({ 'a.conf': text }, build) ?? []).map(({ where, says }) => `${where} ${says}`)

it.for([
  ['Connection keep-alive', 'a response over HTTP/2 must not have such a field'],
  ['"keep-alive" timeout=600', 'a response over HTTP/2 must not have such a field'],
  ['Transfer-Encoding chunked', 'nginx writes its own Transfer-Encoding'],
] as const)('add_header %s', ([field, why]) => {
  const line = `add_header ${field};`
  const there = expect.stringContaining(why)
  expect(remarks(site(line))).toEqual([there])
  expect(remarks(site('', line))).toEqual([there])
  const [first] = remedies.candidates(
    { config: { 'a.conf': site(line) }, build },
    { criterion: 'delivery/live', observed: ['no-stream'] },
  )
  expect(first).toMatchObject({ title: `take out \`${line}\``, why: expect.stringContaining(why) })
})

it.for([site('add_header Cache-Control no-cache;'), site('add_header X-A b;', 'add_header Connection close;')])(
  'none is written: %s',
  (text) => {
    expect(remarks(text)).toEqual([])
  },
)
