/** Listens to a scenario while it runs: what is certain is reported before there is a verdict. */
import type { Scenario } from '../../model/index.ts'

/** @param tell once a run for each thing that is certain; told at its act, with the moment (ms, of `performance.now`) at which the run began */
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
