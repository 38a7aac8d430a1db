/**
 * The order of test files: those that take longest first, so that no long one is left at the end with idle processors beside it. In a
 * clean clone vitest knows no durations, and goes by the size of a file. A wrong list only makes a run longer.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those of more than ten seconds in a run of 30 November 2026 (506 files on two cores, beside other work), in order. */
export const LONGEST = [
  'harness/diagnose/diagnose.test.ts',
  'proxies/long.test.ts',
  'harness/cli/app.test.ts',
  'servers/app/event-log/redis.test.ts',
  'scenarios/mcp/conformance-suite.test.mjs',
  'servers/app/faults/limits.test.ts',
  'harness/runtimes/products.test.ts',
  'harness/isolation/namespaces.test.ts',
  'harness/runtimes/crash.test.ts',
  'harness/run/team/worker-team.test.ts',
  'proxies/hostile.test.ts',
  'harness/runtimes/runtimes.test.ts',
  'harness/cli/serve.test.ts',
  'harness/diagnose/interrupt.test.ts',
  'servers/app/clients/browser-resume.test.ts',
  'servers/app/faults/vanishing.test.ts',
  'servers/app/clients/browser-pages.test.ts',
  'harness/diagnose/compiled-code.test.ts',
  'harness/verdict/judge.test.ts',
  'scenarios/mcp/official-clients.test.mjs',
  'proxies/long-lists.test.ts',
  'harness/app/one-at-a-time.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`))
      return place < 0 ? LONGEST.length : place
    }
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}
