/** The text of a `report.json` → the report, in the shape of this version. Pure. */
import type { Report, StoredReport } from '../model/index.ts'
import { SseCompatError, sayError } from '../model/index.ts'
import { migrated, type Stored, type Versions } from '../trace/schema-versions.ts'
import { restoreReport } from './restore-report.ts'
import { type Shape, wrongIn, wrongWhereGiven } from './shape.ts'
import { withTimingNames } from './timing-names.ts'

/** From this version on repeated values are stored once. */
const FIRST_COMPACT = 3

/**
 * 2: `responsible` names parts of a chain instead of single hops. 3: repeated values are stored once. 4: `earlierTries` of a test
 * case instead of `playedBefore`, and the names of `withTimingNames`.
 */
const VERSIONS: Versions = {
  what: 'report',
  steps: [
    (report) => ({ ...report, profiles: listOf(report.profiles).map(withParts) }),
    (report) => report,
    (report) => withTimingNames({ ...report, ...casesOf(report) }),
  ],
}

/** Besides the test cases. */
const SHAPE: Shape = { run: 'string', environment: { tool: 'string' } }

const casesOf = ({ cells, controls }: Stored): Stored => ({
  ...(Array.isArray(cells) ? { cells: cells.map(withTries) } : {}),
  ...(Array.isArray(controls) ? { controls: controls.map(withTries) } : {}),
})

function withTries(one: Stored): Stored {
  if (one.playedBefore === undefined) return one
  const { playedBefore, ...rest } = one
  return { ...rest, earlierTries: playedBefore }
}

function withParts(profile: Stored): Stored {
  if (profile.responsible === undefined) return profile
  const responsible = listOf(profile.responsible).map(({ hops, ...rest }) => ({
    ...rest,
    parts: (hops as readonly string[]).map((hop) => [hop]),
  }))
  return { ...profile, responsible }
}

const listOf = (value: unknown): readonly Stored[] => (Array.isArray(value) ? value : [])

/**
 * @param file for messages
 * @throws SseCompatError `bad-report`, `newer-report`
 */
export function readReport(text: string, file: string): Report {
  const bad = (message: string): SseCompatError =>
    new SseCompatError('bad-report', message, { where: file, advice: 'Write it again with `sse-compat judge <run>`.' })
  let stored: unknown
  try {
    stored = JSON.parse(text)
  } catch {
    throw bad('it is no JSON')
  }
  const { schema } = { ...(stored as Stored | null) }
  const report = migrated({ ...(stored as Stored | null) }, VERSIONS, file)
  if (report === undefined || !Array.isArray(report.cells)) throw bad('it is no report: schema or cells is missing')
  const wrong = wrongIn(report, SHAPE, '') ?? wrongWhereGiven(report.scenarioVersions, {}, 'scenarioVersions')
  if (wrong !== undefined) throw bad(`it is no report: ${wrong}`)
  if (Number(schema) < FIRST_COMPACT) return report as unknown as Report
  try {
    return restoreReport(report as unknown as StoredReport)
  } catch (error) {
    throw bad(`it is no report: ${sayError(error)}`)
  }
}
