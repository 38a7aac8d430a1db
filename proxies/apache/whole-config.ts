/** Whether a configuration is complete, so that what it does not have is nowhere. Pure. */
import type { Directive } from './config.ts'
import { isInclude } from './tree.ts'

/** @param all every directive, those inside of sections too */
export const isWholeConfig = (all: readonly Directive[]): boolean =>
  all.some(({ key }) => key === 'serverroot' || key === 'loadmodule') && !all.some(isInclude)
