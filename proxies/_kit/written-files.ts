/** Paths of a configuration's files in the sandbox, and their names in messages for the user. */
import type { Prepared, Site } from '../../harness/model/index.ts'

/** The folder of the user's files, relative to the site's folder. */
export const CONFIG_FOLDER = 'conf'
/** The harness's own main file, beside the user's first file. */
export const MAIN_FILE = 'sse-compat-main.conf'

/** A proxy's output without the paths of the sandbox: files have the user's names. */
export const withoutSandbox = (text: string, { directory }: Pick<Site, 'directory'>): string =>
  text.replaceAll(`${directory}/${CONFIG_FOLDER}/`, '').replaceAll(`${directory}/`, '')

/** `file:line` of a place that a proxy names; empty for a place in the harness's own main file. */
export const placeIn = (
  file: string | undefined,
  line: string | undefined,
  site: Pick<Site, 'directory'>,
): { readonly where?: string } =>
  file === undefined || file.endsWith(MAIN_FILE) ? {} : { where: `${withoutSandbox(file.trim(), site)}:${line}` }

/** Written name → the user's name, only for files that are written under another name. */
export const renamedIn = (
  names: Iterable<readonly [user: string, written: string]>,
): Readonly<Record<string, string>> =>
  Object.fromEntries([...names].flatMap(([user, written]) => (user === written ? [] : [[written, user]])))

export const fileNamesOf = (renamed: Readonly<Record<string, string>>): Pick<Prepared, 'fileNames'> =>
  Object.keys(renamed).length === 0 ? {} : { fileNames: renamed }
