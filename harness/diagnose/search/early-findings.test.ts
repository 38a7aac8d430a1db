import { expect, test } from 'vitest'
import type { Scenario, Stage } from '../../model/index.ts'
import { overheard } from './early-findings.ts'

const scenario: Scenario = {
  id: 'stub',
  version: 1,
  question: '',
  stallTolerance: 500,
  check: 'default',
  answers: {},
  dependsOn: [],
  why: '',
  references: [],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 1000,
  certain: { stalled: 'an event is missing' },
  async run(stage) {
    for (const name of ['opened', 'stalled', 'stalled', 'end']) stage.act(name)
  },
  criteria: [],
}

test('an act that leaves no doubt is told once, and every act still reaches the trace', async () => {
  const acted: string[] = []
  const told: string[] = []
  const stage = { act: (name: string) => acted.push(name) } as unknown as Stage
  await overheard(scenario, (says) => told.push(`${says} after ${acted.length}`)).run(stage)
  expect(told).toEqual(['an event is missing after 2'])
  expect(acted).toEqual(['opened', 'stalled', 'stalled', 'end'])
})

test('a scenario that leaves doubt is not listened to', () => {
  const { certain: _, ...doubtful } = scenario
  expect(overheard(doubtful, () => {})).toBe(doubtful)
})
