/** Observes a scenario while it runs: findings that are certain are reported before there is a verdict. */
import type { Scenario } from '../../model/index.ts'

/**
 * @param tell called once per run for each certain finding, at its act, with the time (ms, of `performance.now`) at which the run
 * started
 */
export function overheard(scenario: Scenario, tell: (says: string, since: number) => void): Scenario {
  const { certain } = scenario
  if (certain === undefined) return scenario
  return {
    ...scenario,
    run(stage) {
      const since = performance.now()
      const told = new Set<string>()
      return scenario.run({
        ...stage,
        act(name, detail) {
          stage.act(name, detail)
          const says = certain[name]
          if (says === undefined || told.has(name)) return
          told.add(name)
          tell(says, since)
        },
      })
    },
  }
}
