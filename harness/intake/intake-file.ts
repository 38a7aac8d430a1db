import type { Encoding } from './text-encoding.ts'

export interface IntakeFile {
  /** Where it is on this machine, links followed. */
  readonly path: string
  /** As it is there, before templates were filled in. */
  readonly text: string
  readonly encoding: Encoding
}
