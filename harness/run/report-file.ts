/** The text of a `report.json` → the report, in the shape of this version. Pure. */
import type { Report } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { migrated, type Stored, type Versions } from '../trace/schema-versions.ts'

/** 2: `responsible` names parts of a chain instead of single hops. */
const VERSIONS: Versions = {
  what: 'report',
  steps: [(report) => ({ ...report, profiles: listOf(report.profiles).map(withParts) })],
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
  const report = migrated({ ...(stored as Stored | null) }, VERSIONS, file)
  if (report === undefined || !Array.isArray(report.cells)) throw bad('it is no report: schema or cells is missing')
  return report as unknown as Report
}
