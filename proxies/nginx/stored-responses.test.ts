import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

it.for([
  ['proxy_store on;', true],
  ['proxy_store /srv/$uri;', true],
  ['proxy_store off;', false],
] as const)(
  'a stored response is read to its end, although the client has left, and nothing is stored here: %s',
  ([line, is]) => {
    const text = `server { listen 80; location / { ${line} proxy_pass http://a; } }`
    const written = adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf']
    expect(written?.includes('proxy_ignore_client_abort on;')).toBe(is)
    expect(written).not.toContain('proxy_store')
  },
)
