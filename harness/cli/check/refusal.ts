/** A configuration that the proxy refuses: its own words, and what becomes of it without that line. */
import { standInFor } from '../../intake/templates.ts'
import { causeOf, remedyOf, type Verdict, verdictOn } from './describe.ts'
import type { Examination } from './examination.ts'
import type { Played } from './lab.ts'
import type { Failure } from './report.ts'
import type { Together } from './together.ts'
import type { Trials } from './trials.ts'

export interface Refusal {
  readonly failures: readonly Failure[]
  readonly combined?: Together
}

/** No failures where it was not refused. */
export async function explainRefusal(
  examination: Examination,
  played: readonly Played[],
  before: Verdict,
  trials: Trials,
): Promise<Refusal> {
  const { situation, remedies, scenarios } = examination
  const outcome = played
    .map(({ trace }) => trace.outcome)
    .find(({ state }) => state === 'refused' || state === 'proxy-died')
  if (outcome === undefined || !('message' in outcome)) return { failures: [] }
  const where = 'where' in outcome ? outcome.where : undefined
  const failure: Failure = {
    criterion: 'state',
    kind: 'required',
    title: 'The proxy accepts its configuration and stays alive.',
    observed: [outcome.state],
    actual: where === undefined ? outcome.message : `${where}: ${outcome.message}`,
    cells: [],
    causes: [],
    harmful: [],
    tried: 0,
  }
  // Our own stand-in is what was refused: the line is not to blame, a value is missing.
  if (where !== undefined && lacksValue(examination, where)) {
    return {
      failures: [{ ...failure, actual: `${failure.actual} (a variable in it has no value: give one with --env)` }],
    }
  }
  const without = outcome.state === 'refused' && where !== undefined ? remedies.without(situation, where) : undefined
  if (without === undefined) return { failures: [failure] }
  const after = await trials.whole([without])
  const works = after.length > 0 && after.every(({ trace }) => trace.outcome.state === 'complete')
  if (!works) return { failures: [{ ...failure, tried: 1 }] }
  const remedy = remedyOf([without], ['state'], examination, before, verdictOn(after, scenarios))
  return {
    failures: [{ ...failure, causes: [causeOf(without)], remedy, tried: 1 }],
    combined: { items: [without], remedy },
  }
}

/** True when the line, as the person wrote it, has a variable for which a stand-in of ours was played. */
function lacksValue({ originals, situation }: Examination, where: string): boolean {
  const [, file = '', line = ''] = /^(.*):(\d+)$/.exec(where) ?? []
  const [written = '', played = ''] = [originals, situation.config].map(
    (tree) => tree[file]?.split('\n')[Number(line) - 1] ?? '',
  )
  const standIns = [...written.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => standInFor(name))
  return standIns.some((standIn) => standIn !== undefined && played.includes(standIn))
}
