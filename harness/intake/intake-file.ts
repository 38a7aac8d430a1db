import type { Encoding } from './text-encoding.ts'

export interface IntakeFile {
  /** Its path on this machine, after following links. */
  readonly path: string
  /** Its text before template variables were replaced. */
  readonly text: string
  readonly encoding: Encoding
}
