import { expect, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const PASS = 'location / { proxy_pass http://a; }'
const pagesIn = (...lines: string[]): number => {
  const { files } = adapter.prepare({ 'a.conf': lines.join('\n') }, site, build)
  return Object.values(files).join('').split('error page').length - 1
}

test.for([
  ['error_page 502 503 /50x.html;', 'location = /50x.html { root /usr/share/nginx/html; }', 1],
  ['error_page 502 =/50x.html;', 'location = /50x.html { root /x; }', 0],
  ['error_page 502 /e/50x.html?a=b;', 'location ^~ /e/ { internal; alias /x/; }', 1],
  ['error_page 404 /404.html; error_page 502 /404.html;', 'location =/404.html { }', 1],
  // What is not for the pages alone, or answers by itself.
  ['error_page 502 /e/50x.html;', 'location /e/ { root /x; }', 0],
  ['error_page 502 /50x.html;', 'location = /50x.html { return 503 "{}"; }', 0],
  ['error_page 502 /50x.html;', 'location = /50x.html { proxy_pass http://b; }', 0],
  ['error_page 502 /50x.html;', '', 0],
  ['error_page 502 @page;', 'location @page { root /x; }', 0],
  ['', 'location = /50x.html { root /x; }', 0],
] as const)('%s … %s: %i pages', ([errors, location, count]) => {
  expect(pagesIn(`server { ${errors} ${PASS} ${location} }`)).toBe(count)
  expect(pagesIn(errors, `server { ${PASS} ${location} }`)).toBe(count)
})
