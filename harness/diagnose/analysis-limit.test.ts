import { expect, test } from 'vitest'
import { execute, startOuterLimit } from '../config/safe-regexp.ts'
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

test('before the files are read the error names what was given', () => {
  expect(() => startAnalysis(50).run('/srv/proxy', endless)).toThrow(
    expect.objectContaining({ where: '/srv/proxy', message: 'reading this configuration takes longer than 50 ms' }),
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

test('the time limit of a single match inside does not swallow it', () => {
  const matching = () => {
    execute(/^(a+)+$/, `${'a'.repeat(60)}b`)
    endless()
  }
  expect(() => startAnalysis(60).run(config, matching)).toThrow(/longer than 60 ms/)
  const end = startOuterLimit(endOfAll)
  expect(() => execute(/^(b+)+$/, `${'b'.repeat(60)}c`)).toThrow('end of all')
  end()
  expect(execute(/^(b+)+$/, `${'b'.repeat(60)}c`)).toBeNull()
})

const endOfAll = (): never => {
  throw new Error('end of all')
}

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

test('a word of megabytes, on which an expression uses up its stack, is no fault of this tool', () => {
  const word = { 'a.conf': 'x'.repeat(9_000_000) }
  expect(() => startAnalysis().run(word, () => /^(?:a|b|x|\$\w)+$/.test(word['a.conf']))).toThrow(
    expect.objectContaining({ code: 'bad-config', where: 'a.conf', message: expect.stringContaining('too long') }),
  )
})
