/** What nginx prints when it does not take a configuration. */

import type { Site } from '../../harness/model.ts'
import { moduleOf } from './modules.ts'

/** The folder below the site's that the user's files are in. */
export const CONFIG_FOLDER = 'conf'
/** The harness's own main file, beside the user's first one. */
export const MAIN_FILE = 'sse-compat-main.conf'

/** The first `[emerg]` line, without the harness's own paths: the file is then named as the user has it. */
export function readRefusal(output: string, site: Site): { readonly message: string; readonly where?: string } {
  const lines = output.split('\n').filter((line) => !line.includes('could not open error log file'))
  const line = lines.find((line) => /\[(emerg|crit)\]/.test(line)) ?? lines.findLast((line) => line.trim() !== '') ?? ''
  const said = line.replace(/^.*?\[\w+\]\s*(?:\d+#\d+:\s*)?/, '').trim()
  const [, message = said, file, number] = /^(.*) in (\S+):(\d+)$/.exec(said) ?? []
  const plain = message.replaceAll(`${site.directory}/${CONFIG_FOLDER}/`, '').replaceAll(`${site.directory}/`, '')
  const lacking = moduleOf(/^unknown directive "([^"]*)"$/.exec(message)?.[1] ?? '')
  const plainer =
    lacking === undefined
      ? plain
      : `${plain}: it is of ${lacking}, which this build does not have; take a build that has it (--build), or the package that brings it`
  if (file === undefined || file.endsWith(MAIN_FILE)) return { message: plainer }
  return { message: plainer, where: `${file.replace(`${site.directory}/${CONFIG_FOLDER}/`, '')}:${number}` }
}
