import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

it.for([
  ['proxy_buffering $buffer;', true],
  [`proxy_read_timeout \${wait};`, true],
  // Of a template that nobody filled in.
  [`proxy_read_timeout \${WAIT};`, false],
  ['client_body_temp_path $where;', false],
] as const)('a variable where nginx takes none is left for nginx to refuse: %s', ([line, stays]) => {
  const text = `server { listen 80; location / { ${line} proxy_pass http://app; } }`
  const ran = adapter.prepare({ 'a.conf': text }, site, build).files['conf/a.conf'] ?? ''
  expect(ran.replaceAll('"', '').includes(line)).toBe(stays)
})
