/**
 * Every shared type of the harness, with its units. Nothing here imports anything else, or runs anything.
 *
 * In one line: a scenario acts, the trace remembers, a criterion judges, a report shows.
 * The words used here are defined in docs/architecture.md.
 */

export type * from './adapter.ts'
export { isDeviation, sayCaseTotals, sayKnownFailures } from './case-totals.ts'
export { axesIn, namesIn } from './cell-names.ts'
export type * from './config-language.ts'
export type * from './criterion-id.ts'
export { SseCompatError, sayError } from './error.ts'
export type * from './finding.ts'
export type * from './names.ts'
export type * from './origin.ts'
export type * from './proxy.ts'
export { PLACE_HEADER, type ReachablePlace, UNGUESSABLE } from './reachable-place.ts'
export type * from './remedies.ts'
export type * from './report.ts'
export type * from './runtime.ts'
export * from './scenario.ts'
export type * from './shard.ts'
export { type Skipped, sayNarrowed, sayPartial, saySkipped } from './skipped.ts'
export type * from './stage.ts'
export type * from './stored-report.ts'
export type * from './trace.ts'
export { sayUnfinished } from './unfinished.ts'
