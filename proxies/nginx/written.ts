/** The files that nginx is started with: written from the parsed form, read again, and audited. */

import { folderOf } from '../../harness/config/find-included.ts'
import type { ConfigEdits, NewDirective } from '../../harness/config/parsed-edits.ts'
import { type BuildFacts, type ConfigTree, type Site, SseCompatError } from '../../harness/model/index.ts'
import { CONFIG_FOLDER, MAIN_FILE, renamedIn } from '../_kit/written-files.ts'
import { auditFinal, type WrittenFile } from './audit/final.ts'
import { parseNginx } from './config.ts'
import { planFile, planOwn } from './planned-file.ts'
import { writeNginx } from './writer.ts'

export interface ToWrite {
  readonly config: ConfigTree
  /** Files that nginx reads. */
  readonly loaded: ReadonlySet<string>
  /** The name under which each of them is written. */
  readonly names: ReadonlyMap<string, string>
  /** Content of the main file. */
  readonly main: readonly NewDirective[]
  readonly edits: ConfigEdits
  readonly site: Site
  readonly build: BuildFacts
}

export interface Written {
  /** Path below the site's folder → text. */
  readonly files: Readonly<Record<string, string>>
  readonly mainPath: string
  /** The user's file for each that is written under a generated name, both relative to the folder of the configuration. */
  readonly renamed: Readonly<Record<string, string>>
}

/** @throws SseCompatError `unsafe-config` for what cannot be written, reads as something else, or reaches out of the sandbox */
export function writeTree({ config, loaded, names, main, edits, site, build }: ToWrite): Written {
  const pathOf = (name: string): string => `${CONFIG_FOLDER}/${name}`
  const mainPath = pathOf(folderOf(names.get(Object.keys(config)[0] ?? '') ?? '') + MAIN_FILE)
  const files: Record<string, string> = {}
  const written: WrittenFile[] = []
  const put = (path: string, name: string, text: string): void => {
    if (files[path] !== undefined) {
      const advice = 'give the file another name'
      throw new SseCompatError('bad-config', `${MAIN_FILE} is a file of the harness's own`, {
        where: `${name}:1`,
        advice,
      })
    }
    files[path] = text
    written.push({ path: `${site.directory}/${path}`, name, text })
  }
  put(mainPath, MAIN_FILE, `${writeNginx(planOwn(main), MAIN_FILE)}\n`)
  for (const file of loaded) {
    const text = config[file] ?? ''
    const planned = planFile(parseNginx(text, file), edits)
    put(pathOf(names.get(file) ?? file), file, writeNginx(planned, file, text.split('\n').length))
  }
  auditFinal(written, site, build)
  return { files, mainPath, renamed: renamedIn([...names].filter(([file]) => loaded.has(file))) }
}
