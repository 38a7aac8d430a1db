import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const PROXY = 'LoadModule proxy_module modules/mod_proxy.so\n'
const NONE = { criterion: 'delivery/live', observed: ['no-stream'] }
const found = (text: string) =>
  remedies.candidates({ config: { 'a.conf': text }, build }, NONE).filter(({ title }) => title.startsWith('load mod_'))

it('mod_proxy alone speaks no protocol', () => {
  const text = `${PROXY}ProxyPass / http://app/\n`
  const [first] = found(text)
  expect(first?.setting).toMatchObject({ name: 'LoadModule', says: 'mod_proxy_http is not loaded' })
  expect(first && applyChange({ 'a.conf': text }, first.change)['a.conf']).toBe(
    `${PROXY}LoadModule proxy_http_module modules/mod_proxy_http.so\nProxyPass / http://app/\n`,
  )
})

it.for([
  ['loaded', `${PROXY}LoadModule proxy_http_module modules/mod_proxy_http.so\nProxyPass / http://app/\n`],
  ['modules are loaded elsewhere', 'ProxyPass / http://app/\n'],
] as const)('%s: nothing to load', ([, text]) => {
  expect(found(text)).toEqual([])
})
