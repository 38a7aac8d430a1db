import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const text = (more = '') =>
  `<VirtualHost *:80>\nSecRuleEngine On\nSecResponseBodyAccess On\nSecResponseBodyMimeType text/event-stream\n${more}ProxyPass / http://app/\n</VirtualHost>\n`
const failing = { criterion: 'delivery/live', observed: ['held'] }
const guards = (config: string) => remedies.guards?.({ config: { 'a.conf': config }, build, path: '/' }, failing) ?? []

it('the inspection of event streams is a guard: it is tested as a cause, and no remedy removes it', () => {
  const [guard] = guards(text())
  expect(guard?.without.setting).toMatchObject({ where: 'a.conf:4', name: 'SecResponseBodyMimeType' })
  const without = applyChange({ 'a.conf': text() }, guard?.without.change ?? [])['a.conf']
  expect(without).not.toContain('text/event-stream')
  expect(guard?.advice).toContain('SecResponseBodyAccess Off` in the <Location> of the stream')
  const situation = { config: { 'a.conf': text() }, build, path: '/' }
  const offered = [...remedies.candidates(situation, failing), ...remedies.probes(situation)]
  expect(offered.filter(({ setting }) => /^sec/i.test(setting.name))).toEqual([])
})

it.for([
  ['it is off for the path', text('<Location />\nSecResponseBodyAccess Off\n</Location>\n')],
  ['another type is inspected', text().replace('text/event-stream', 'text/html')],
  ['the engine is off', text().replace('SecRuleEngine On', 'SecRuleEngine Off')],
])('there is no such guard where %s', ([, config = '']) => {
  expect(guards(config)).toEqual([])
})
