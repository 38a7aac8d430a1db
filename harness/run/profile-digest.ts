/** Detects whether a profile has changed since a trace was recorded with it. */
import { createHash } from 'node:crypto'
import type { Profile } from '../model/index.ts'

export const profileDigest = ({ config }: Profile): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex')
