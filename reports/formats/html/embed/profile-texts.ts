/** The configuration and the log of a profile, for its page. */
import type { HopRecord, ProfileVerdict, Report, RunTexts, Trace } from '../../../../harness/model/index.ts'
import type { ConfigText } from '../model/packed.ts'
import type { ProfileTexts } from './pack-report.ts'

/** Number of lines, and of characters of a line: a reader needs the end of a log. */
const LOG_LINES = 40
const LOG_WIDTH = 400

export const NO_TEXTS: RunTexts = { configOf: () => undefined, evidenceOf: () => ({}), axisWordsOf: () => ({}) }

export function profileTexts(
  report: Report,
  traceOf: (cell: string) => Trace | undefined,
  texts: RunTexts,
): ProfileTexts[] {
  return report.profiles.map((profile) => {
    const files = Object.entries(texts.evidenceOf(profile.evidence))
    const route = routeOf(report, profile, traceOf)
    return {
      configs: route.flatMap((hop, position) => configsOf(hop, route.length > 1 ? position : undefined, files, texts)),
      log: logOf(files),
    }
  })
}

function routeOf(report: Report, profile: ProfileVerdict, traceOf: (cell: string) => Trace | undefined) {
  const cell = report.cells.find(
    (one) =>
      one.proxy === profile.proxy &&
      one.profile === profile.profile &&
      one.build === profile.build &&
      one.runtime === profile.runtime,
  )
  return (cell && traceOf(cell.cell)?.route) ?? []
}

type Files = readonly (readonly [path: string, text: string])[]

/** @param position in a chain: each hop of one has a folder of its own */
function configsOf(hop: HopRecord, position: number | undefined, files: Files, texts: RunTexts): ConfigText[] {
  const name = `${hop.proxy}/${hop.profile}`
  const original = texts.configOf(hop)
  if (original !== undefined) {
    return Object.entries(original).map(([file, text]) => ({ name, file, text, kind: 'original' as const }))
  }
  const folder = `${position === undefined ? '' : `${position + 1}-${hop.proxy}-${hop.profile}/`}conf/`
  return files
    .filter(([path]) => path.startsWith(folder) && !path.endsWith('/sse-compat-main.conf'))
    .map(([path, text]) => ({ name, file: path.slice(folder.length), text, kind: 'ran' as const }))
}

/** Of the first way in which it ran, which is the shortest path: without TLS, at the normal clock rate. */
function logOf(files: Files): string {
  const logs = files.filter(([path, text]) => path.endsWith('output.log') && text.trim() !== '')
  const [first] = logs.toSorted(([a], [b]) => a.length - b.length)
  const lines = first?.[1].trimEnd().split('\n') ?? []
  const dropped = lines.length - LOG_LINES
  const kept = lines.slice(-LOG_LINES).map((line) => (line.length > LOG_WIDTH ? `${line.slice(0, LOG_WIDTH)}…` : line))
  return [...(dropped > 0 ? [`… ${dropped} lines before these`] : []), ...kept].join('\n')
}
