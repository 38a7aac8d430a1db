import { createContext, Script } from 'node:vm'
import { expect, test } from 'vitest'
import { startAnalysis } from './analysis-limit.ts'

const config = { 'a.conf': 'Listen 80\n', 'rules.conf': 'RewriteRule ^/a /b\n<VirtualHost *>\nRewriteRule ^/c /d\n' }
const endless = (): never => {
  for (;;);
}

test('a computation that never ends is ended, and the error names the largest file and what it mostly has', () => {
  expect(() => startAnalysis(50).run(config, endless)).toThrow(
    expect.objectContaining({
      code: 'bad-config',
      where: 'rules.conf',
      message:
        'reading this configuration takes longer than 50 ms: 6 lines (RewriteRule: 2, Listen: 1, VirtualHost: 1)',
    }),
  )
})

test('a regular expression that needs exponential time is ended too', () => {
  expect(() => startAnalysis(50).run({}, () => /^(a+)+$/.test(`${'a'.repeat(60)}b`))).toThrow(/takes longer than/)
})

test('the time of all computations counts together', () => {
  const analysis = startAnalysis(50)
  expect(() => analysis.run(config, endless)).toThrow(/longer than 50 ms/)
  expect(() => analysis.run(config, () => 'done')).toThrow(/longer than 50 ms/)
})

test('a time limit inside of a computation does not swallow it', () => {
  const room = createContext({})
  const inner = () => {
    for (;;)
      try {
        new Script('for (;;);').runInContext(room, { timeout: 5 })
      } catch {}
  }
  expect(() => startAnalysis(50).run(config, inner)).toThrow(/longer than 50 ms/)
})

test('a result and an error come through', () => {
  const error = new Error('own')
  const analysis = startAnalysis()
  expect(analysis.run(config, () => [1])).toEqual([1])
  expect(() =>
    analysis.run(config, () => {
      throw error
    }),
  ).toThrow(error)
})
