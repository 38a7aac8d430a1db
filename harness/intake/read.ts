/** Reads what the user passes to `check`, and returns a configuration: product, files, main file. Writes nothing. */

import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { folderOf } from '../config/find-included.ts'
import { type Adapter, type ConfigLanguage, type ConfigTree, SseCompatError } from '../model/index.ts'
import { gather, mainAmong, wholeAmong } from './choose-main-file.ts'
import { enabled, readAll, readBytes, withIncluded } from './contents.ts'
import { type Found, type Listing, listFiles } from './files.ts'
import { isAddress, isUrl, refuseArchives, refuseFolderSettings, refuseKernels, statOf } from './given-path.ts'
import type { IntakeFile } from './intake-file.ts'
import { TELLING_FILES, TEMPLATE_FILES } from './known-formats.ts'
import { type KnownNames, knownNames, languagesOf } from './known-names.ts'
import { hasEntry } from './link-target.ts'
import { type ImageBeside, imageBeside, onlyNeeded, readMounts, withNames } from './mounted-files.ts'
import { mountsNone, type OtherFormat, otherFormat, templateIn } from './other-formats.ts'
import { hasInclude, includedIn } from './read-includes.ts'
import { MAX_BYTES } from './size-limits.ts'
import { type Unfilled, unfilledIn, type Values } from './templates.ts'
import { fillAll, namesNeeded, sourceNotes } from './values.ts'
import { valuesBeside } from './values-beside.ts'
import { ofFilesApart, ofOtherProducts, productOf, titlesOf } from './which-product.ts'

export interface IntakeOptions {
  /** The known products. */
  readonly adapters: readonly Adapter[]
  /** Values for templates. They take precedence over those in `.env` or `envvars` beside the configuration. */
  readonly values?: Values
}

export interface Intake {
  readonly product: string
  /** Absolute path of the folder that file names are relative to. */
  readonly top: string
  /** For `Adapter.prepare`; the main file comes first. */
  readonly config: ConfigTree
  /** By the same keys; a generated main file has no entry. */
  readonly files: Readonly<Record<string, IntakeFile>>
  /** Template variables without a value. */
  readonly unfilled: readonly Unfilled[]
  /** For people: what was skipped, and why. */
  readonly notes: readonly string[]
  /** The container image that runs it, where a file beside it names that. */
  readonly image?: ImageBeside
}

/**
 * @param path a file or a folder
 * @throws SseCompatError `no-such-file`, `bad-file`, `too-large`, `unknown-product`, `which-file`
 */
export function readIntake(path: string, options: IntakeOptions): Intake {
  const { adapters } = options
  const languages = languagesOf(adapters)
  const names = knownNames(languages)
  if (isAddress(path)) throw isUrl(path, adapters)
  const given = resolve(path)
  const kind = statOf(given, path)
  const isFolder = kind.isDirectory()
  refuseKernels(given, path)
  if (isFolder && readdirSync(given).length === 0)
    throw new SseCompatError('bad-file', `the folder ${path} is empty`, {
      advice: 'Give the folder of a configuration.',
    })
  refuseArchives(given, isFolder)
  const top = topOf(path, adapters)
  if (!isFolder && !kind.isFile()) throw new SseCompatError('bad-file', `${path} is neither a file nor a folder`)
  const main = isFolder ? undefined : keyOf(top, given)
  const listing = main === undefined ? listFiles(top, names) : filesAround(top, main, names, languages)
  const { found, notes } = listing
  const mounted = readMounts(top, languages)
  const keys = found.map(({ key }) => key)
  const first = main ?? mainAmong(found, path, names) ?? mounted.main(keys, names.isMain)
  const namesOf = (key: string): readonly string[] => mounted.names(key, first)
  const others = withNames(
    listing.others.map((one) => [one.key, one]),
    namesOf,
  ).map(([key, one]) => ({ ...one, key }))
  const read = Object.fromEntries(withNames(Object.entries(readAll(found, first, notes)), namesOf))
  const whole = withIncluded(read, others, languages, notes, folderOf(first ?? ''))
  const texts = Object.fromEntries(Object.entries(whole).map(([key, { text }]) => [key, text]))
  const included = includedIn(texts, languages, folderOf(first ?? ''))
  const files = enabled(onlyNeeded(whole, namesOf, included), names, notes)
  if (main?.includes('/')) notes.push(`${path} was taken alone: what the main file sets around it does not hold here`)
  return intakeOf({ path, top, folder: top, files, others, first, isFolder, notes, ...options })
}

interface Collected extends IntakeOptions {
  /** The path for messages. */
  readonly path: string
  readonly top: string
  /** Folder beside which values for templates are searched; undefined where the files are not on this machine. */
  readonly folder: string | undefined
  readonly files: Readonly<Record<string, IntakeFile>>
  readonly others: readonly Found[]
  /** Key of the main file. */
  readonly first: string | undefined
  /** The user gave a folder, and means everything in it. */
  readonly isFolder: boolean
  /** Further notes are appended. */
  readonly notes: string[]
}

/** Determines the product and fills in templates. @throws SseCompatError as `readIntake` */
export function intakeOf(collected: Collected): Intake {
  const { path, top, folder, files, others, first: named, isFolder, notes, adapters, values = {} } = collected
  const languages = languagesOf(adapters)
  const { product, language } = knownProduct(
    named === undefined ? files : { [named]: files[named] },
    others,
    adapters,
    { path, folder },
  )
  const beside =
    folder === undefined ? { values: {}, sources: {} } : valuesBeside(folder, namesNeeded(files, values), languages)
  notes.push(...sourceNotes(beside.sources))
  const texts = fillAll(files, { ...beside.values, ...values }, languages, notes)
  notes.push(...ofOtherProducts(texts, product, adapters))
  const first = named ?? wholeAmong(texts, language, includedIn(texts, languages), path)
  const config = first === undefined ? gather(texts, language, languages) : { [first]: texts[first] ?? '', ...texts }
  const included = includedIn(texts, languages, folderOf(first ?? ''))
  if (first !== undefined && isFolder) notes.push(...ofFilesApart(texts, first, included, language))
  const shown = Object.keys(texts).filter((key) => first === undefined || key === first || included.has(key))
  const ours = adapters.filter((one) => one.product === product)
  for (const key of shown) refuseTemplate(writtenName(key, files, top), files[key]?.text ?? '', ours)
  const image = folder === undefined ? undefined : imageBeside(folder, language.imageNames)
  return {
    ...(image === undefined ? {} : { image }),
    product,
    top,
    config,
    files,
    unfilled: shown.flatMap((key) => unfilledIn(texts[key] ?? '', key, languages)),
    notes,
  }
}

/** @throws SseCompatError `other-format` for a file of another program, `unknown-product` otherwise */
function knownProduct(
  files: Readonly<Record<string, IntakeFile | undefined>>,
  others: readonly Found[],
  adapters: readonly Adapter[],
  { path, folder }: Pick<Collected, 'path' | 'folder'>,
) {
  const [given] = Object.keys(files)
  const alone = Object.keys(files).length === 1 && given !== undefined ? files[given] : undefined
  const own = alone === undefined ? undefined : otherFormat(given ?? '', alone.text, adapters)
  // A line that looks like a directive may be part of a manifest.
  if (own !== undefined) throw ofOtherFormat(own, given ?? '', adapters)
  try {
    return productOf(files, adapters, path)
  } catch (error) {
    for (const found of others.filter(({ key }) => TELLING_FILES.test(key) || TEMPLATE_FILES.test(key))) {
      const text = readBytes(found).toString('utf8')
      const format = otherFormat(found.key, text, adapters)
      if (format?.instead === 'mounted-configuration') throw mountsNone(found.key, text, adapters, format.line)
      if (format !== undefined) throw ofOtherFormat(format, found.key, adapters)
      const whose = adapters.filter(({ language }) => (language?.likeness(text) ?? 0) > 0)
      if (TEMPLATE_FILES.test(found.key) && whose.length > 0) refuseTemplate(found.key, text, whose)
    }
    if (given === undefined && folder !== undefined) refuseFolderSettings(path, folder, adapters)
    throw error
  }
}

const ofOtherFormat = ({ what, line, advice }: OtherFormat, key: string, adapters: readonly Adapter[]) =>
  new SseCompatError('other-format', `this is ${what}, not a configuration of ${titlesOf(adapters, 'or')}`, {
    where: `${key}:${line}`,
    advice,
  })

/** With the ending of a template, which a key has not. */
function writtenName(key: string, files: Readonly<Record<string, IntakeFile>>, top: string): string {
  const path = files[key]?.path
  return path === undefined || existsSync(join(top, key)) ? key : keyOf(top, path)
}

/** @throws SseCompatError `other-format` for a template that the user has to render */
function refuseTemplate(key: string, text: string, adapters: readonly Adapter[]): void {
  const format = templateIn(text, adapters)
  if (format === undefined) return
  const { what, line, advice } = format
  throw new SseCompatError('other-format', `this is ${what}`, { where: `${key}:${line}`, advice })
}

/** Absolute path of the folder that a file or folder is read from. Also works for a path that does not exist or cannot be accessed. */
export function topOf(path: string, adapters: readonly Adapter[]): string {
  const given = resolve(path)
  try {
    if (statSync(given).isDirectory()) return given
  } catch {}
  return treeAround(given, knownNames(languagesOf(adapters)))
}

/** The folder of the nearest main file, up to three levels up; else the file's own folder. */
function treeAround(file: string, names: KnownNames): string {
  const own = dirname(file)
  if (names.isMain(basename(file))) return own
  for (let folder = own, up = 0; up < 3; up++, folder = dirname(folder)) {
    if (names.mainFiles.some((name) => hasEntry(join(folder, name)))) return folder
  }
  return own
}

const keyOf = (top: string, file: string): string => relative(top, file).split(sep).join('/')

/** If a file includes nothing, files beside it are not read. */
function filesAround(top: string, main: string, names: KnownNames, languages: readonly ConfigLanguage[]): Listing {
  const path = realpathSync(join(top, main))
  const own: Found = { key: main, path, stats: statSync(path) }
  if (own.stats.size > MAX_BYTES) throw tooLarge(main)
  const alone = { found: [own], others: [], notes: [] }
  if (
    !hasInclude(
      readBytes(own)
        .toString('latin1')
        .replace(/^\xef\xbb\xbf/, ''),
      languages,
    )
  )
    return alone
  try {
    const { found, others, notes } = listFiles(top, names)
    const apart = (some: readonly Found[]) => some.filter(({ key }) => key !== main)
    return { found: [own, ...apart(found)], others: apart(others), notes }
  } catch (error) {
    if (!(error instanceof SseCompatError) || error.code !== 'too-large') throw error
    return { ...alone, notes: [`files beside ${main} were not looked at: ${error.message}`] }
  }
}

const tooLarge = (name: string) =>
  new SseCompatError('too-large', `more than ${MAX_BYTES / 1e6} MB`, {
    where: name,
    advice: 'give the part that matters',
  })
