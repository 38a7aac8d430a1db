/** Processes of a proxy that a signal ended: its master process reports them in its log, and goes on. */
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'

/**
 * @param reports matches the line of a crash, which names the process. Undefined: the product reports none.
 * @returns finds the line of a crash after `since`. A crash counts from when it was first found.
 */
export function watchCrashes(reports: RegExp | undefined, logs: () => string): (since: Ms) => string | undefined {
  const found = new Map<string, Ms>()
  return (since) => {
    if (reports === undefined) return undefined
    const lines = logs()
      .split('\n')
      .filter((line) => reports.test(line))
    for (const line of lines) if (!found.has(line)) found.set(line, now())
    return lines.find((line) => (found.get(line) ?? 0) >= since)
  }
}
