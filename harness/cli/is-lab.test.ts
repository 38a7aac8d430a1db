import { expect, test, vi } from 'vitest'
import { isLab, type LabSigns } from './is-lab.ts'
import { probeCommand } from './probe.ts'

const none: LabSigns = { isTyped: false, scenario: [], all: false, long: false, capacity: false }
const inEnvironment: LabSigns = { ...none, token: 't' }

test('a token in the environment makes no lab of another URL', () => {
  expect(isLab('https://a.example/events', inEnvironment)).toBe(false)
  expect(isLab('https://a.example/lab-results', inEnvironment)).toBe(false)
  expect(isLab('https://a.example/events?from=/lab', inEnvironment)).toBe(false)
  expect(isLab('https://a.example/v1/lab', inEnvironment)).toBe(true)
  expect(isLab('https://a.example/lab/', inEnvironment)).toBe(true)
})

test('any URL is a lab where that is said', () => {
  expect(isLab('https://a.example/sse', { ...inEnvironment, isTyped: true })).toBe(true)
  expect(isLab('https://a.example/sse', { ...inEnvironment, scenario: ['delivery'] })).toBe(true)
  expect(isLab('https://a.example/lab', none)).toBe(false)
})

test('the command refuses options of a lab without a token, before it sends anything', async () => {
  vi.stubEnv('SSE_LAB_TOKEN', undefined)
  const asked = probeCommand().exitOverride().parseAsync(['node', 'probe', 'http://127.0.0.1:1/lab', '--long'])
  await expect(asked).rejects.toThrow(/need --token/)
  vi.unstubAllEnvs()
})

test.for([
  ['--format', 'junit'],
  ['--reports', 'x'],
])('%s is not ignored where there is no run', async (args) => {
  vi.stubEnv('SSE_LAB_TOKEN', undefined)
  const asked = probeCommand()
    .exitOverride()
    .parseAsync(['node', 'probe', 'http://127.0.0.1:1/events', ...args])
  await expect(asked).rejects.toThrow(/--format and --reports are for the run of a lab/)
  vi.unstubAllEnvs()
})

test('options of a lab need a token, and a comparison needs none', () => {
  expect(() => isLab('https://a.example/lab', { ...none, long: true })).toThrow(/need --token/)
  expect(isLab('https://a.example/lab', { ...inEnvironment, direct: 'http://b/lab' })).toBe(false)
  expect(() => isLab('https://a.example/lab', { ...inEnvironment, isTyped: true, direct: 'http://b/' })).toThrow(
    /--direct/,
  )
})
