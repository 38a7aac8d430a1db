import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const BLOCK = 'sever { listen 8081; root /etc; include other/x; location / { proxy_pass http://b; } }'
const SERVER = 'server { listen 80; location / { proxy_pass http://a; } }'

test.for([
  ['beside a server', `${BLOCK}\n${SERVER}`],
  ['in a whole configuration', `events { }\nhttp {\n${BLOCK}\n${SERVER}\n}`],
] as const)(
  'a block whose name nginx does not know is left to it to refuse, without what is in it: %s',
  ([_, config]) => {
    const { files } = adapter.prepare({ 'a.conf': config }, site, build)
    const written = Object.values(files).join('\n')
    expect(written).toMatch(/"?sever"? \{\s*\}/)
    expect(written).not.toMatch(/8081|http:\/\/b;|root \/etc|other\/x/)
  },
)
