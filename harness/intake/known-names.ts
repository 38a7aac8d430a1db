/** Names of files and folders that identify their contents, over all known products. Pure. */
import type { Adapter, ConfigLanguage } from '../model/index.ts'

export interface KnownNames {
  /** Names of main files in their original spelling, for looking one up. */
  readonly mainFiles: readonly string[]
  isMain(key: string): boolean
  /** Whether the name of a file or of its folder identifies it as part of a configuration. */
  isPart(key: string): boolean
  /** Whether a main file would include it; for folders without a main file. */
  isIncluded(key: string): boolean
  /** Folder of links that enable files, and the folder of the files themselves. */
  readonly switchedOn: readonly (readonly [string, string])[]
  /** Names of files beside a configuration that contain values for its variables. */
  readonly valueFiles: readonly string[]
}

/** Extensions of template files: the file without the extension is the result of filling in the variables. */
const TEMPLATES = ['template', 'tmpl', 'tpl']
/** Extensions of files that are disabled, or that came with the package. */
const PUT_ASIDE = ['disabled', 'default']

export const withoutTemplateEnding = (key: string): string => key.replace(new RegExp(`\\.${anyOf(TEMPLATES)}$`), '')

/** The languages of products whose configurations `check` accepts. */
export const languagesOf = (adapters: readonly Adapter[]): ConfigLanguage[] =>
  adapters.flatMap(({ language }) => language ?? [])

export function knownNames(languages: readonly ConfigLanguage[]): KnownNames {
  const all = (of: (language: ConfigLanguage) => readonly string[]): string[] => [...new Set(languages.flatMap(of))]
  const mainFiles = all((language) => language.mainFiles)
  const main = new RegExp(`(^|/)${anyOf(mainFiles)}(\\.${anyOf([...TEMPLATES, 'default'])})?$`)
  const endings = [...all((language) => language.extensions), ...TEMPLATES, ...PUT_ASIDE]
  const part = new RegExp(`\\.${anyOf(endings)}$`, 'i')
  const whole = new RegExp(`(^|/)${anyOf(all((language) => language.wholeFolders))}/`)
  const included = new RegExp(`^([^/]+|${anyOf(all((language) => language.includedFolders))}/[^/]+)$`)
  return {
    mainFiles,
    isMain: (key) => main.test(key),
    isPart: (key) => part.test(key) || whole.test(key),
    isIncluded: (key) => included.test(key),
    switchedOn: [...new Map(languages.flatMap(({ switchedOn }) => Object.entries(switchedOn)))],
    valueFiles: all((language) => language.valueFiles),
  }
}

/** A regular expression's group of alternatives; for no words one that never matches. */
export const anyOf = (words: readonly string[]): string =>
  words.length === 0 ? '(?!)' : `(?:${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`
