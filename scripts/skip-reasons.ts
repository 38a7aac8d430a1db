/**
 * A reporter of vitest that prints at the end why tests were skipped: each reason once, with the number of its tests. A test, or a
 * suite, states it as `meta: { skipped: 'only with …' }`, or as the end of its name: `(needs …)`; a test that finds it out while it
 * runs, as the note of `skip`.
 */
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** Why it is skipped where it is. */
    skipped?: string
  }
}

/** A reporter has to be the default export. */
export default class SkipReasons implements Reporter {
  #isFiltered = false

  onInit({ config }: Vitest): void {
    // All but the named tests are skipped.
    this.#isFiltered = config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#isFiltered) return
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const line of linesOf(skipped.map(reasonOf))) process.stdout.write(`${line}\n`)
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined) return result.note
  for (let one: TestCase | TestSuite | TestModule = test; one.type !== 'module'; one = one.parent) {
    const { skipped = '' } = one.meta()
    const [, needs = ''] = /\((needs [^)]+)\)$/.exec(one.name) ?? []
    if (skipped || needs) return skipped || needs
  }
  return `${test.module.relativeModuleId} does not say why`
}

/** The most frequent reason first. */
export function linesOf(reasons: readonly string[]): string[] {
  return [...Map.groupBy(reasons, (reason) => reason)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([reason, { length }]) => `${length} skipped: ${reason}`)
}
