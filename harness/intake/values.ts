/** Values for templates: what was given, what lies beside the configuration, and stand-ins. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IntakeFile } from './contents.ts'
import { decode } from './decode.ts'
import { fillIn, readValues, standInFor, unfilledIn, type Values } from './templates.ts'

/** Values that lie beside the configuration: of containers, and of Debian's Apache. */
export function valuesBeside(top: string): Values {
  const values: Record<string, string> = {}
  for (const name of ['envvars', '.env']) {
    try {
      Object.assign(values, readValues(decode(readFileSync(join(top, name)), name).text))
    } catch {}
  }
  return values
}

/** Names of hosts and ports that have no value get one; other names stay as they are. */
export function fillAll(
  files: Readonly<Record<string, IntakeFile>>,
  values: Values,
  notes: string[],
): Record<string, string> {
  const all: Record<string, string> = { ...values }
  for (const [key, { text }] of Object.entries(files)) {
    for (const { name, where } of unfilledIn(text, key)) {
      const standIn = Object.hasOwn(all, name) ? undefined : standInFor(name)
      if (standIn === undefined) continue
      all[name] = standIn
      notes.push(`${where}: ${name} has no value, "${standIn}" stands for it`)
    }
  }
  return Object.fromEntries(Object.entries(files).map(([key, { text }]) => [key, fillIn(text, all)]))
}
