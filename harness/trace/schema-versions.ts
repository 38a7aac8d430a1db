/** Versions of stored JSON: older ones are migrated step by step, newer ones are refused. Pure. */
import { SseCompatError } from '../model/index.ts'

export type Stored = Readonly<Record<string, unknown>>

export interface Versions {
  /** The kind of document, for messages and error codes: `trace`, `run`, `report`. */
  readonly what: string
  /** The first step turns version 1 into version 2, and so on; `migrated` sets `schema`. */
  readonly steps: readonly ((older: Stored) => Stored)[]
}

/** The current version. */
export const currentOf = ({ steps }: Versions): number => steps.length + 1

/**
 * Migrates to the current version; undefined where `schema` is not a version.
 * @throws SseCompatError `newer-<what>`
 */
export function migrated(stored: Stored, versions: Versions, where: string): Stored | undefined {
  const { what, steps } = versions
  const { schema } = stored
  const current = currentOf(versions)
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) return undefined
  if (schema > current) {
    throw new SseCompatError(`newer-${what}`, `written in schema ${schema}; this version reads up to ${current}`, {
      where,
      advice: 'Update sse-compat, or use the version that wrote it.',
    })
  }
  const made = steps.slice(schema - 1).reduce((older, step) => step(older), stored)
  return { ...made, schema: current }
}
