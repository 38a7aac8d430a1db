/** The number of concurrent streams that a test case of `capacity` measured. */

import type { Finding, Front } from '../../model/index.ts'
import type { StreamsTested } from '../report/report.ts'
import type { CaseRun, Variant, VariantRunner } from './variant-runner.ts'

/** Undefined where the test is inconclusive, or the proxy does not accept the configuration. */
export async function crowdOf(
  variants: Pick<VariantRunner, 'alone'>,
  variant: Variant | undefined,
  tail: string,
): Promise<StreamsTested | undefined> {
  if (variant === undefined) return undefined
  const first = await variant.run(tail)
  const found = streamsIn(first)
  // What other work on the machine spoiled is run by itself.
  return (
    found ??
    (first === undefined || isRefused(first) ? undefined : streamsIn(await variants.alone(variant.profile, tail)))
  )
}

const isRefused = ({ trace }: CaseRun): boolean => trace.outcome.state === 'refused'

function streamsIn(ran: CaseRun | undefined): StreamsTested | undefined {
  const findings = new Map<string, Finding>(
    (ran?.judged ?? []).flatMap(({ criterion, finding }) =>
      finding.outcome === 'measured' ? [[criterion.id, finding] as const] : [],
    ),
  )
  const [open, next, counts] = ['streams', 'next', 'counts'].map((id) => findings.get(id))
  if (ran === undefined || open === undefined) return undefined
  const limited = open.observed !== 'not-within-bound'
  const detail = (name: string) =>
    ran.trace.facts.flatMap((fact) => (fact.fact === 'act' && fact.name === name ? [fact.detail] : []))[0]
  const all = counts?.measures.all?.value
  return {
    front: (ran.cell.axes.front ?? 'h1') as Front,
    streams: open.measures.streams?.value ?? 0,
    limited,
    buffered: detail('filled')?.buffered === true,
    ...(limited && counts !== undefined ? { counts: counts.observed as 'all' | 'address' | 'connection' } : {}),
    ...(limited && next !== undefined ? { next: next.actual } : {}),
    ...(counts?.observed === 'address' && all !== undefined
      ? { inAll: { streams: all, limited: detail('elsewhere')?.beyond !== '' } }
      : {}),
  }
}
