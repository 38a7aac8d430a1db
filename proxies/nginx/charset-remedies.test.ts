import { expect, test } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const site = (lines: string) => `server {\n    location / {\n        proxy_pass http://a;\n${lines}    }\n}\n`
const offered = (lines: string) =>
  remedies
    .candidates({ config: { 'app.conf': site(lines) }, build }, { criterion: 'delivery/intact', observed: ['altered'] })
    .filter(({ setting }) => setting.name.startsWith('charset'))
    .map(({ change }) => applyChange({ 'app.conf': site(lines) }, change)['app.conf'])

const CHARSET = '        charset koi8-r;\n'
const OFF = '        charset off;\n'

test('a stream that is converted to another charset: its type is taken out, or nothing is converted', () => {
  const types = (words: string) => `${CHARSET}        charset_types ${words};\n`
  expect(offered(types('text/xml text/event-stream')).slice(0, 2)).toEqual([
    site(types('text/xml')),
    site(`${OFF}        charset_types text/xml text/event-stream;\n`),
  ])
  expect(offered(types('*'))[0]).toBe(site(`${OFF}        charset_types *;\n`))
  expect(offered('')).toEqual([])
  expect(offered(OFF)).not.toContain(site(CHARSET))
})
