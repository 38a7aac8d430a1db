import { describe, expect, test } from 'vitest'
import type { Cell, Stage } from '../model/index.ts'
import type { Lowest } from '../runtimes/lacking-machine.ts'
import { type RunningRoute, record } from './record.ts'

/** Nothing listens on port 1, so the stream gets no complete response. */
const route: RunningRoute = {
  address: { host: '127.0.0.1', port: 1 },
  path: '/sse/',
  host: '',
  front: 'h1',
  clock: 1,
  origin: { follow: () => ({ [Symbol.dispose]: () => {} }) } as unknown as RunningRoute['origin'],
  settings: { timers: [] },
  hops: [{ proxy: 'nginx', profile: 'x', build: 'b', version: '1', profileDigest: '', replaced: [] }],
  died: new Promise(() => {}),
  answers: async () => true,
  reload: async () => {},
  logs: () => '',
  crash: () => undefined,
}

const cell = {
  id: 'q@b',
  axes: {},
  scenario: { longest: 5000, run: async (stage: Stage) => await stage.open('c').ended() },
} as unknown as Cell

const lacking = (lowest: Partial<Lowest>) => () => ({
  lowest: () => ({ space: 2e9, memory: 4e9, ...lowest }),
  [Symbol.dispose]() {},
})

test('a stream that breaks is what was seen', async () => {
  expect((await record(cell, route)).outcome).toEqual({ state: 'complete' })
})

test('where a clock cannot be made faster the scenario goes slower, and its facts say the time that it means', async () => {
  const run = async (stage: Stage): Promise<void> => {
    stage.act('before')
    await stage.pause(10)
    stage.act('after')
  }
  const started = performance.now()
  const { facts } = await record({ ...cell, scenario: { ...cell.scenario, run } }, { ...route, slower: 20 })
  const took = performance.now() - started
  const [before, after] = facts.filter(({ fact }) => fact === 'act').map(({ t }) => t)
  expect(took).toBeGreaterThan(195)
  // In the scenario's time it is a twentieth of the elapsed time.
  expect((after ?? 0) - (before ?? 0)).toBeLessThanOrEqual(took / 20)
})

test('where a browser ended its requests because the network of the machine changed, the test case runs again', async () => {
  const browser = {
    page: async ({ networkChanged }: { networkChanged(): void }) => {
      networkChanged()
      throw new Error('page.goto: net::ERR_NETWORK_CHANGED')
    },
  } as unknown as NonNullable<RunningRoute['browser']>
  const run = async (stage: Stage): Promise<void> => void (await stage.browse())
  const { outcome } = await record({ ...cell, scenario: { ...cell.scenario, run } }, { ...route, browser })
  expect(outcome).toMatchObject({
    state: 'broken',
    stage: 'machine',
    late: true,
    message: expect.stringContaining('the network of this machine changed'),
  })
})

test('where the proxy could not write for want of space it is the machine’s fault, and no verdict', async () => {
  const logs = () => '[crit] 7#7: *1 pwrite() "/x/1" failed (28: No space left on device)'
  expect((await record(cell, { ...route, logs }, 0, lacking({ space: 40e6 }))).outcome).toMatchObject({
    state: 'broken',
    stage: 'machine',
    message: expect.stringContaining('too little space'),
  })
})

test('a log that says so of a machine with space is no evidence: a configuration can write that line', async () => {
  const logs = () => '[notice] 7#7: *1 rewritten data: "/x" (28: No space left on device), "/sse", client: 127.0.0.1'
  expect((await record(cell, { ...route, logs }, 0, lacking({}))).outcome).toEqual({ state: 'complete' })
})

test('so it is where a proxy died of that', async () => {
  const logs = () => 'mmap() failed (12: Cannot allocate memory)'
  const died = Promise.resolve('it ended by itself')
  expect((await record(cell, { ...route, logs, died }, 0, lacking({ memory: 1e6 }))).outcome).toMatchObject({
    state: 'broken',
    stage: 'machine',
  })
})

test('where a signal ended a process of the proxy, the end of its streams is not what the configuration does', async () => {
  const crash = () => '[alert] 1#1: worker process 2 exited on signal 11 '
  expect((await record(cell, { ...route, crash })).outcome).toMatchObject({
    state: 'proxy-died',
    message: 'a signal ended a process of the proxy: [alert] 1#1: worker process 2 exited on signal 11',
  })
  const quiet = { ...cell, scenario: { ...cell.scenario, run: async () => {} } } as unknown as Cell
  expect((await record(quiet, { ...route, crash })).outcome).toEqual({ state: 'complete' })
})

describe('a proxy that does not answer when the scenario is over', () => {
  /** A proxy whose workers are all occupied by the scenario's streams: it responds when they are closed. */
  const origin = (isOpen: { streams: boolean }): RunningRoute['origin'] =>
    ({
      follow: () => ({
        [Symbol.dispose]: () => {
          isOpen.streams = false
        },
      }),
    }) as unknown as RunningRoute['origin']

  test('has not died where it answers once the streams of the scenario are closed', async () => {
    const isOpen = { streams: true }
    const busy = { ...route, origin: origin(isOpen), answers: async () => !isOpen.streams }
    expect((await record(cell, busy)).outcome).toEqual({ state: 'complete' })
  })

  test('is reported as one that runs and does not answer, where that does not help', async () => {
    const { outcome } = await record(cell, { ...route, answers: async () => false })
    expect(outcome).toMatchObject({ state: 'proxy-died', message: expect.stringContaining('the proxy runs, but') })
  })

  test('is reported in the words of its end, where it ended meanwhile', async () => {
    const died = Promise.withResolvers<string>()
    const dying = {
      ...route,
      died: died.promise,
      async answers() {
        died.resolve('killed by SIGSEGV')
        return false
      },
    }
    expect((await record(cell, dying)).outcome).toMatchObject({ state: 'proxy-died', message: 'killed by SIGSEGV' })
  })
})

test('a scenario that does not come to an end was late, which is no fault of anybody’s yet', async () => {
  const endless = { ...cell, scenario: { longest: 1, run: () => new Promise(() => {}) } } as unknown as Cell
  expect((await record(endless, route)).outcome).toMatchObject({ state: 'broken', stage: 'play', late: true })
})

test('over a network, where each step waits for the lab, a scenario hangs later, and what the delay varies by is recorded', async () => {
  const run = async (stage: Stage): Promise<void> => stage.pause(200)
  const slow = { ...cell, scenario: { ...cell.scenario, longest: 40, run } } as unknown as Cell
  expect((await record(slow, route)).outcome).toMatchObject({ state: 'broken', stage: 'play' })
  const { outcome, facts } = await record(slow, { ...route, jitter: () => 60 })
  expect(outcome).toEqual({ state: 'complete' })
  expect(facts.at(-1)).toMatchObject({ fact: 'act', name: 'jitter', detail: { ms: 60 } })
})
