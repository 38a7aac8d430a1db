/** The folder that every `root` and `alias` names. */

import type { Site } from '../../harness/model/index.ts'

/** It never exists: no path through it leads to a file, not even one with `..`. */
export const nowhere = (site: Site): string => `${site.directory}/no-files-here`
