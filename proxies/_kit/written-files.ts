/** Where the files of a configuration are in the sandbox, and how they are called in messages for its owner. */
import type { Prepared, Site } from '../../harness/model/index.ts'

/** The folder below the site's that the user's files are in. */
export const CONFIG_FOLDER = 'conf'
/** The harness's own main file, beside the user's first one. */
export const MAIN_FILE = 'sse-compat-main.conf'

/** What a proxy printed, without the paths of the sandbox: files are named as the user has them. */
export const withoutSandbox = (text: string, { directory }: Pick<Site, 'directory'>): string =>
  text.replaceAll(`${directory}/${CONFIG_FOLDER}/`, '').replaceAll(`${directory}/`, '')

/** `file:line` of a place that a proxy names; nothing for one in the harness's own main file. */
export const placeIn = (
  file: string | undefined,
  line: string | undefined,
  site: Pick<Site, 'directory'>,
): { readonly where?: string } =>
  file === undefined || file.endsWith(MAIN_FILE) ? {} : { where: `${withoutSandbox(file.trim(), site)}:${line}` }

/** Name that a file is written under → the user's, of those that are written under another one. */
export const renamedIn = (
  names: Iterable<readonly [user: string, written: string]>,
): Readonly<Record<string, string>> =>
  Object.fromEntries([...names].flatMap(([user, written]) => (user === written ? [] : [[written, user]])))

export const fileNamesOf = (renamed: Readonly<Record<string, string>>): Pick<Prepared, 'fileNames'> =>
  Object.keys(renamed).length === 0 ? {} : { fileNames: renamed }
