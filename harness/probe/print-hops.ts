/** Prints facts about the hops that identified themselves: their default limits, and the settings that help in this case. Pure. */
import { wrapBeside } from '../terminal/columns.ts'
import type { Trouble } from './finding.ts'
import type { KnownHop } from './known-hops.ts'
import type { RecognisedHop } from './recognise.ts'
import type { ProbeReport } from './report.ts'

const KINDS = { idle: 'idle timeout', total: 'total duration', 'first-byte': 'until the headers' } as const

export function printHops(
  { hops, identified, findings }: Pick<ProbeReport, 'hops' | 'identified' | 'findings'>,
  columns: number,
): string[] {
  // A hop passes on what is behind both URLs: its settings do not help there.
  const troubles = new Set(findings.flatMap(({ trouble, side }) => (side === 'behind' ? [] : (trouble ?? []))))
  if (hops.length > 0) return ['', ...hops.flatMap((one) => printOne(one, troubles, columns))]
  if (findings.some(({ id }) => id === 'no-connection' || id === 'certificate')) return []
  const none = identified
    ? 'unknown: none shows itself in the header fields, nor by its answer to an invalid request'
    : 'unknown: none shows itself in the header fields; --identify sends the nearest one an invalid request'
  return ['', ...wrapBeside('hops: ', none, columns)]
}

function printOne({ hop, by, or, kinds }: RecognisedHop, troubles: ReadonlySet<Trouble>, columns: number): string[] {
  const names = [hop, ...or].map(({ title }) => title).join(' or ')
  const several = or.length > 0
  return [
    ...wrapBeside('hop: ', `${names} (${by})`, columns),
    ...[hop, ...or].flatMap((one) => known(one, several ? `${one.title}: ` : '', troubles, columns)),
    ...kinds.flatMap((one) => known(one, `if it is ${one.title}: `, troubles, columns)),
  ]
}

const known = (
  { limits, settings, notes }: KnownHop,
  name: string,
  troubles: ReadonlySet<Trouble>,
  columns: number,
): string[] => [
  ...limits.flatMap(({ kind, seconds, says, source }) =>
    wrapBeside('     ', `${name}by default ${KINDS[kind]} ${seconds} s: ${says}`, columns).concat(`     ${source}`),
  ),
  ...notes.flatMap(({ says, source }) => wrapBeside('     ', `${name}${says}`, columns).concat(`     ${source}`)),
  ...settings
    .filter(({ trouble }) => troubles.has(trouble))
    .flatMap(({ says, source }) => wrapBeside('     do: ', `${name}${says}`, columns).concat(`         ${source}`)),
]
