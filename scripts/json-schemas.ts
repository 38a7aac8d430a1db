/** The JSON Schemas in docs/schema, generated from the types that the reports are written with. */
import { join } from 'node:path'
import { createGenerator, type Schema } from 'ts-json-schema-generator'
import { TOP } from '../harness/matrix/folders.ts'

interface Published {
  readonly file: string
  /** File of the type, and its name. */
  readonly source: string
  readonly type: string
  readonly title: string
}

export const PUBLISHED: readonly Published[] = [
  {
    file: 'docs/schema/report.schema.json',
    source: 'harness/model/stored-report.ts',
    type: 'StoredReport',
    title: 'report.json of sse-compat run',
  },
  {
    file: 'docs/schema/check.schema.json',
    source: 'harness/diagnose/report/redacted.ts',
    type: 'PrintedReport',
    title: 'The output of sse-compat check --json',
  },
]

/** Allows additional fields: a reader has to ignore fields that it does not know. */
export function schemaOf({ source, type, title }: Published): Schema {
  const generator = createGenerator({
    path: join(TOP, source),
    tsconfig: join(TOP, 'tsconfig.json'),
    type,
    // `tsc` checks the types, and the generator uses an older version of TypeScript.
    skipTypeCheck: true,
    additionalProperties: true,
    expose: 'export',
    topRef: true,
  })
  const { $schema, ...schema } = generator.createSchema(type)
  return { ...($schema && { $schema }), title, ...schema }
}
