import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { Situation, Timer } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const TIMER: Timer = { directive: 'Timeout', ms: 60_000, where: 'default', limits: 'idle' }

it.for([
  ['', 'ProxyTimeout 2\n'],
  [' timeout=9', 'ProxyTimeout 2\n'],
] as const)('that of a group is none of its members: ProxyPass%s', ([parameter, added]) => {
  const group = '<Proxy balancer://app>\nBalancerMember http://a:1\n</Proxy>\n'
  const pass = `ProxyPass / balancer://app/${parameter}\n`
  const situation: Situation = { config: { 'app.conf': group + pass }, build }
  const shortened = remedies.shortened(situation, TIMER, 2000)
  expect(applyChange(situation.config, shortened?.change ?? [])['app.conf']).toBe(group + added + pass)
})
