/** Results as a text, in Markdown, so that it can be kept as it is. Pure. */
import type { Machine } from './machine.ts'
import type { Figure, Result, StalledResult } from './results.ts'

export interface Report {
  readonly machine: Machine
  readonly rounds: number
  /** Peer → its name and version. */
  readonly titles: Readonly<Record<string, string>>
  readonly results: readonly Result[]
  readonly stalled: StalledResult | undefined
}

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
  const { machine, rounds, titles, results, stalled } = report
  const lines = [
    `${machine.cores} cores (${machine.cpu}), ${machine.memory}, ${machine.system}, Node ${machine.node}; ` +
      `load at the start ${machine.load.toFixed(1)}. Medians of ${rounds}.`,
    '',
    ...Object.entries(titles).map(([id, title]) => `- ${id}: ${title}`),
  ]
  for (const result of results) lines.push('', `${number(result.streams)} streams`, '', ...rowsOf(result))
  if (stalled) {
    lines.push(
      '',
      `${number(stalled.stalled)} of ${number(stalled.streams)} streams take nothing (ours): ` +
        `${(stalled.memory / 1000).toFixed(1)} KB of RAM for each, its full queue included ` +
        `(${(stalled.counted / 1000).toFixed(1)} KB by the heap's own count); ` +
        `p99 of the others ${stalled.ratio.toFixed(2)} × that without.`,
    )
  }
  return `${lines.join('\n')}\n`
}

function rowsOf({ peers }: Result): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const cells = (of: Readonly<Partial<Record<Figure, number>>>, digits: number | undefined) =>
    COLUMNS.map(([figure, , own]) => number(of[figure], digits ?? own))
  return [
    row(['', ...COLUMNS.map(([, title]) => title)]),
    row(['---', ...COLUMNS.map(() => '---:')]),
    ...peers.map(({ id, figures }) => row([id, ...cells(figures, undefined)])),
    ...peers.filter(({ id }) => id !== 'ours').map(({ id, ratios }) => row([`**ours / ${id}**`, ...cells(ratios, 2)])),
  ]
}

function number(value: number | undefined, digits = 0): string {
  if (value === undefined) return ''
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
