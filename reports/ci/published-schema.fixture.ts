/** Errors of an output by a published JSON Schema, with unknown fields rejected too. */
import { readFileSync } from 'node:fs'
import type { ValidateFunction } from 'ajv'
import { ajv } from './readers.fixture.ts'

/** Readers must ignore unknown fields, so the published schema allows them; here every field must be in the schema. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const all = Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, closed(one)]))
  return 'properties' in all && !('additionalProperties' in all) ? { ...all, additionalProperties: false } : all
}

const validators = new Map<string, ValidateFunction>()

export function faultsOf(name: 'report' | 'check', value: unknown): readonly string[] {
  const file = new URL(`../../docs/schema/${name}.schema.json`, import.meta.url)
  const validate = validators.get(name) ?? ajv().compile(closed(JSON.parse(readFileSync(file, 'utf8'))) as object)
  validators.set(name, validate)
  // Undefined fields are not in the text.
  return validate(JSON.parse(JSON.stringify(value)))
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
      )
}
