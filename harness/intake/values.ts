/** Values for templates: what was given, what lies beside the configuration, and stand-ins. */

import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { IntakeFile } from './contents.ts'
import { decode } from './decode.ts'
import { fillIn, isOptional, readValues, standInFor, unfilledIn, type Values } from './templates.ts'

/** Values that lie beside the configuration: of containers, and of Debian's Apache. A link to another place is not followed. */
export function valuesBeside(top: string): Values {
  const values: Record<string, string> = {}
  for (const name of ['envvars', '.env']) {
    try {
      const file = realpathSync(join(top, name))
      if (dirname(file) !== realpathSync(top) || !statSync(file).isFile()) continue
      Object.assign(values, readValues(decode(readFileSync(file), name).text))
    } catch {}
  }
  return values
}

/** Names of hosts and ports that have no value get one, those of whole lines an empty one; other names stay as they are. */
export function fillAll(
  files: Readonly<Record<string, IntakeFile>>,
  values: Values,
  notes: string[],
): Record<string, string> {
  const all: Record<string, string> = { ...values }
  for (const [key, { text }] of Object.entries(files)) {
    for (const { name, where } of unfilledIn(text, key)) {
      if (Object.hasOwn(all, name)) continue
      const standIn = isOptional(name, text) ? '' : standInFor(name)
      if (standIn === undefined) continue
      all[name] = standIn
      notes.push(`${where}: ${name} has no value, ${standIn === '' ? 'nothing' : `"${standIn}"`} stands for it`)
    }
  }
  return Object.fromEntries(Object.entries(files).map(([key, { text }]) => [key, fillIn(text, all)]))
}
