/** Tells whether a profile is still what a trace was recorded with. */
import { createHash } from 'node:crypto'
import type { Profile } from '../model/index.ts'

export const profileDigest = ({ config }: Profile): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex')
