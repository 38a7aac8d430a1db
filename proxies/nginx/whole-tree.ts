/** Every directive of every file that is given. Pure. */

import { type ConfigTree, SseCompatError } from '../../harness/model/index.ts'
import { type Directive, parseNginx } from './config.ts'
import { allIn } from './layout.ts'

/** Outer ones first. A file that cannot be read is none that nginx includes. */
export const allOf = (tree: ConfigTree): readonly Directive[] =>
  Object.entries(tree).flatMap(([file, text]) => {
    try {
      return [...allIn(parseNginx(text, file))]
    } catch (error) {
      if (error instanceof SseCompatError) return []
      throw error
    }
  })

/** The innermost block around a directive, in its file. */
export const blockAround = ({ file, start, end }: Directive, all: readonly Directive[]): Directive | undefined =>
  all.findLast((one) => one.block !== undefined && one.file === file && one.start < start && one.end > end)
