/** Further notes of a check: what was not tested, ineffective lines, alternatives. Pure. */
import { MARK } from '../../../redact/secret-shapes.ts'
import { unprovenPlace } from '../reached-place.ts'
import type { PrintedReport } from '../redacted.ts'
import type { MythReport, RouteReport } from '../report.ts'
import { isSkippedNote } from '../skipped-note.ts'
import { cut, fewRows, rowsOf, type Screen } from './screen.ts'

export interface Note {
  /** '' for none. */
  readonly code: string
  readonly text: string
  /** The text where there is room for only one row. */
  readonly short?: string
}

/** Notes that may change the verdict come first. */
export const notesOfRoute = (route: RouteReport): readonly Note[] => [
  ...(route.grade === 'unknown' ? [{ code: 'unknown', text: route.headline }] : []),
  ...(route.broken ? [{ code: 'fault', text: 'a fault of sse-compat: some of it could not be tested' }] : []),
  ...route.untested.map((text) => ({ code: 'untested', text })),
  ...route.lacking.map((text) => ({ code: 'untested', text: `tested without ${text}` })),
  ...unprovenPlace(route).map((text) => ({ code: 'place', text })),
  ...route.undone.map((text) => ({ code: 'not-judged', text })),
  ...route.inconclusive.map(({ criterion, because }) => ({ code: 'inconclusive', text: `${criterion}: ${because}` })),
  ...route.myths.map(ineffective),
  ...alternatives(route),
]

export const notesOfCheck = ({ build, notes, originHeaders, redacted }: PrintedReport): readonly Note[] =>
  [
    ...originHeaders.map(([field, value]) => `the application sends ${field}: ${value} (--origin-header)`),
    ...(build.note === undefined ? [] : [build.note]),
    ...notes.filter((note) => !isSkippedNote(note)),
    ...(redacted ? [`secrets are printed as ${MARK}; --show-secrets prints them`] : []),
  ].map((text) => ({ code: '', text }))

const EFFECT: Readonly<Record<MythReport['without'], string>> = {
  same: ' (tested without it: no difference)',
  better: ' (tested without it: better)',
  worse: ' (tested without it: worse)',
  unknown: '',
}

function ineffective({ where, says, truth, without }: MythReport): Note {
  const line = `${where}: ${says.replace(/;$/, '')}`
  return { code: 'ineffective', text: `${line}: ${truth}${EFFECT[without]}`, short: line }
}

function alternatives({ narrower, application }: RouteReport): Note[] {
  return [
    ...(narrower === undefined
      ? []
      : [
          {
            code: 'narrower',
            text: `the change can be made for ${narrower.path} alone, which is verified too: --narrower prints and writes it`,
            short: `verified for ${narrower.path} alone, too: --narrower`,
          },
        ]),
    ...(application === undefined
      ? []
      : [
          {
            code: 'alternative',
            text: `${application.titles.join(', ')} (verified; where the configuration cannot be touched)`,
            short: application.titles.join(', '),
          },
        ]),
  ]
}

/** @param most maximum number of rows for each note */
export function noteRows({ code, text, short = text }: Note, { columns, paint }: Screen, most: number): string[] {
  const head = `${paint('cyan', 'note')}${code === '' ? '' : `[${code}]`}:`
  if (most === 1) return [cut(`${head} ${short}`, columns)]
  return fewRows(rowsOf(`${head} ${text}`, columns, '', '  '), most, columns)
}
