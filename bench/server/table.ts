/** Results as Markdown text, so that they can be stored as they are. Pure. */
import type { Machine } from './machine.ts'
import type { Figure, Result, StalledResult } from './results.ts'

export interface Report {
  readonly machine: Machine
  /** Runnable processes, mean of a minute. Load that the bench itself does not explain comes from other processes. */
  readonly load: { readonly before: number; readonly after: number }
  readonly rounds: number
  /** Peer → its name and version. */
  readonly titles: Readonly<Record<string, string>>
  readonly results: readonly Result[]
  readonly stalled: StalledResult | undefined
}

type Measured = Result['peers'][number]

const COLUMNS: readonly (readonly [figure: Figure, title: string, digits: number])[] = [
  ['memory', 'KB per idle stream', 1],
  ['heap', 'of it heap', 1],
  ['external', 'buffers', 1],
  ['memoryUsed', 'KB after events', 1],
  ['last', 'publish → last, ms', 1],
  ['p99', 'p99, ms', 1],
  ['cpuSingle', 'CPU µs per delivery', 1],
  ['rate', 'events/s, 4 publishers', 0],
  ['cpuSustained', 'CPU µs, 4 publishers', 1],
]

export function tableOf(report: Report): string {
  const { machine, load, rounds, titles, results, stalled } = report
  const lines = [
    `${machine.cores} cores (${machine.cpu}), ${machine.memory}, ${machine.system}, Node ${machine.node}; ` +
      `load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} at the end. Medians of ${rounds} rounds.`,
    '',
    ...Object.entries(titles).map(([id, title]) => `- ${id}: ${title}`),
  ]
  for (const result of results) lines.push('', `${number(result.streams)} streams`, '', ...rowsOf(result))
  if (stalled) {
    lines.push(
      '',
      `${number(stalled.stalled)} of ${number(stalled.streams)} streams take nothing (ours): ` +
        `${(stalled.counted / 1000).toFixed(1)} KB of heap and buffers for each, its full queue included ` +
        `(by the size of the process ${(stalled.memory / 1000).toFixed(1)} KB, which is rough for so few); ` +
        `p99 of the others ${stalled.ratio.toFixed(2)} × that without.`,
    )
  }
  return `${lines.join('\n')}\n`
}

function rowsOf({ peers }: Result): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const figureCells = ({ figures }: Measured) => COLUMNS.map(([figure, , digits]) => number(figures[figure], digits))
  // A ratio to a value that is displayed as 0 is meaningless.
  const ratioCells = ({ figures, ratios }: Measured) =>
    COLUMNS.map(([figure, , digits]) =>
      Number(figures[figure]?.toFixed(digits)) === 0 ? '' : number(ratios[figure], 2),
    )
  return [
    row(['', ...COLUMNS.map(([, title]) => title)]),
    row(['---', ...COLUMNS.map(() => '---:')]),
    ...peers.map((peer) => row([peer.id, ...figureCells(peer)])),
    ...peers.filter(({ id }) => id !== 'ours').map((peer) => row([`**ours / ${peer.id}**`, ...ratioCells(peer)])),
  ]
}

function number(value: number | undefined, digits = 0): string {
  if (value === undefined) return ''
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
