/** A list in a configuration may be longer than the arguments that JavaScript passes to a function: some 120,000. */
import { expect, it } from 'vitest'
import type { Adapter, BuildFacts, ConfigTree, Site } from '../harness/model/index.ts'
import { adapter as apache } from './apache/adapter.ts'
import { build as apacheBuild, site } from './apache/build.fixture.ts'
import { adapter as nginx } from './nginx/adapter.ts'
import { build as nginxBuild } from './nginx/build.fixture.ts'

const MANY = 150_000
const server = (inside: string): ConfigTree => ({
  'a.conf': `events { } http { server { ${inside} location / { proxy_pass http://app; } } }`,
})

it.for<readonly [string, Adapter, BuildFacts, ConfigTree]>([
  ['words of error_page', nginx, nginxBuild, server(`listen 80; error_page ${'404 '.repeat(MANY)} /x;`)],
  ['options of listen', nginx, nginxBuild, server(`listen 80 ${'backlog=5 '.repeat(MANY)};`)],
  [
    'directives of a file that Apache includes',
    apache,
    apacheBuild,
    { 'a.conf': 'Include b.conf\nProxyPass / http://app/\n', 'b.conf': 'Timeout 5\n'.repeat(MANY) },
  ],
])('%s', { timeout: 60_000 }, ([, adapter, build, config]) => {
  const { files } = adapter.prepare(config, site satisfies Site, build, { marked: true })
  expect(Object.keys(files).length).toBeGreaterThan(1)
})
