/** The JSON Schemas in docs/schema, made from the types that the reports are written with. */
import { join } from 'node:path'
import { createGenerator, type Schema } from 'ts-json-schema-generator'
import { TOP } from '../harness/matrix/folders.ts'

interface Published {
  readonly file: string
  /** Where the type is, and its name. */
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

/** It allows fields that it does not name: a reader has to pass over what is new to it. */
export function schemaOf({ source, type, title }: Published): Schema {
  const generator = createGenerator({
    path: join(TOP, source),
    tsconfig: join(TOP, 'tsconfig.json'),
    type,
    // The types are checked by `tsc`, and the generator's own TypeScript is an older one.
    skipTypeCheck: true,
    additionalProperties: true,
    expose: 'export',
    topRef: true,
  })
  const { $schema, ...schema } = generator.createSchema(type)
  return { ...($schema && { $schema }), title, ...schema }
}
