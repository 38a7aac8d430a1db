import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const site = (lines: string) => `server {\n    location / {\n        proxy_pass http://a;\n${lines}    }\n}\n`
const candidates = (lines: string, observed: string) =>
  remedies.candidates(
    { config: { 'app.conf': site(lines) }, build },
    { criterion: 'delivery/live', observed: [observed] },
  )

const written = (lines: string) =>
  candidates(lines, 'no-stream')
    .filter(({ setting }) => setting.name === 'proxy_buffer_size')
    .map(({ change }) =>
      applyChange({ 'app.conf': site(lines) }, change)['app.conf']?.match(/proxy_\w*buffer\w* [^;]*/g),
    )

it('a response head that is too large gets a larger buffer, and the sizes that nginx requires beside it', () => {
  expect(written('')).toEqual([
    ['proxy_buffer_size 16k', 'proxy_buffers 8 16k'],
    ['proxy_buffer_size 64k', 'proxy_buffers 8 64k'],
  ])
  expect(written('        proxy_buffer_size 1k;\n        proxy_buffers 4 256k;\n')).toEqual([
    ['proxy_buffer_size 16k', 'proxy_buffers 4 256k'],
    ['proxy_buffer_size 64k', 'proxy_buffers 4 256k'],
  ])
  expect(written('        proxy_buffer_size 16k;\n        proxy_busy_buffers_size 16k;\n')).toEqual([
    ['proxy_buffers 8 64k', 'proxy_buffer_size 64k', 'proxy_busy_buffers_size 128k'],
  ])
  expect(written('        proxy_buffer_size 64k;\n')).toEqual([])
})

it('is not looked for where a stream came', () => {
  expect(candidates('', 'one-behind').map(({ setting }) => setting.name)).not.toContain('proxy_buffer_size')
})
