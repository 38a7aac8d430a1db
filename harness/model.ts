/**
 * Every shared type of the harness, with its units. Nothing here imports anything else, or runs anything.
 *
 * In one line: a scenario acts, the trace remembers, a criterion judges, a report shows.
 * The words used here are defined in docs/architecture.md.
 */

export { SseCompatError, sayError } from './model/error.ts'
export type * from './model/explain.ts'
export type * from './model/finding.ts'
export type * from './model/names.ts'
export type * from './model/proxy.ts'
export type * from './model/report.ts'
export type * from './model/runtime.ts'
export type * from './model/scenario.ts'
export type * from './model/stage.ts'
export type * from './model/trace.ts'
