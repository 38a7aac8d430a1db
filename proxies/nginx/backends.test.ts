import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { EMPTY_VARIABLE } from './backends.ts'
import { build, site } from './build.fixture.ts'

it.for([
  ['http://app$request_uri', 'http://app$request_uri'],
  ['http://app$is_args$args', 'http://app$is_args$args'],
  ['http://app$1', `http://127.83.4.8:40002$${EMPTY_VARIABLE}`],
  ['https://other$uri', 'http://127.83.4.8:40002$uri'],
])('keeps of %s what is not a host of its own: %s', ([target, is]) => {
  const text = `upstream app { server 10.0.0.1:81; }\nserver { listen 80; location ~ ^/(a|b)/ { proxy_pass ${target}; } }`
  const { files } = adapter.prepare({ 'app.conf': text }, site, build)
  expect(files['conf/app.conf']).toContain(`proxy_pass ${is};`)
})

it('is soon done with values that name each other in many ways', () => {
  const map = (n: number) =>
    `map $uri $v${n} { ${Array.from({ length: 20 }, (_, k) => `k${k} $v${n + 1};`).join(' ')} }`
  const maps = Array.from({ length: 9 }, (_, n) => map(n)).join('\n')
  const text = `${maps}\nmap $uri $v9 { default http://app; }\nupstream app { server b; }\nserver { listen 80; location / { proxy_pass $v0; } }`
  const { files } = adapter.prepare({ 'app.conf': text }, site, build)
  expect(files['conf/app.conf']).toContain('proxy_pass http://app$v0;')
})
