/** Names of files and folders that say what they are, over all products that are known. Pure. */
import type { Adapter, ConfigLanguage } from '../model/index.ts'

export interface KnownNames {
  /** Those of main files as they are written, for looking one up. */
  readonly mainFiles: readonly string[]
  isMain(key: string): boolean
  /** Whether its name or its folder says that a file is part of a configuration. */
  isPart(key: string): boolean
  /** Of a folder without a main file: what one would include. */
  isIncluded(key: string): boolean
  /** Folder of links that switch files on, and the folder that has the files. */
  readonly switchedOn: readonly (readonly [string, string])[]
  /** Files beside a configuration with values for its variables. */
  readonly valueFiles: readonly string[]
}

/** Endings of a file that becomes the one without it, once its variables are filled in. */
const TEMPLATES = ['template', 'tmpl', 'tpl']
/** Endings of a file that somebody put aside, or that came with the package. */
const PUT_ASIDE = ['disabled', 'default']

export const withoutTemplateEnding = (key: string): string => key.replace(new RegExp(`\\.${anyOf(TEMPLATES)}$`), '')

/** What the adapters of products whose configurations people bring say about the language. */
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

/** A group of alternatives; of none one that never matches. */
export const anyOf = (words: readonly string[]): string =>
  words.length === 0 ? '(?!)' : `(?:${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`
