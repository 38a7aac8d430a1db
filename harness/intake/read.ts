/** What somebody gives to `check` → a configuration: which product, which files, which of them comes first. Nothing is written. */

import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type Adapter, type ConfigLanguage, type ConfigTree, SseCompatError } from '../model/index.ts'
import { gather, mainAmong } from './choose-main-file.ts'
import { enabled, readAll, readBytes, withIncluded } from './contents.ts'
import { type Found, type Listing, listFiles } from './files.ts'
import type { IntakeFile } from './intake-file.ts'
import { TELLING_FILES } from './known-formats.ts'
import { type KnownNames, knownNames, languagesOf } from './known-names.ts'
import { adviceForAddress, type OtherFormat, otherFormat, templateIn } from './other-formats.ts'
import { hasInclude, includedIn } from './read-includes.ts'
import { MOST_BYTES } from './size-limits.ts'
import { type Unfilled, unfilledIn, type Values } from './templates.ts'
import { fillAll, namesNeeded, sourceNotes } from './values.ts'
import { valuesBeside } from './values-beside.ts'
import { productOf, titlesOf } from './which-product.ts'

export interface IntakeOptions {
  /** The products that are known. */
  readonly adapters: readonly Adapter[]
  /** For templates. Come before those of a file `.env` or `envvars` beside the configuration. */
  readonly values?: Values
}

export interface Intake {
  readonly product: string
  /** The folder from which the files are named, absolute. */
  readonly top: string
  /** For `Adapter.prepare`; the main file is the first one. */
  readonly config: ConfigTree
  /** By the same keys; of a main file that was made here there is none. */
  readonly files: Readonly<Record<string, IntakeFile>>
  /** Names of a template that have no value. */
  readonly unfilled: readonly Unfilled[]
  /** For people: what was left out, and why. */
  readonly notes: readonly string[]
}

/**
 * @param path a file or a folder
 * @throws SseCompatError `no-such-file`, `bad-file`, `too-large`, `unknown-product`, `which-file`
 */
export function readIntake(path: string, options: IntakeOptions): Intake {
  const { adapters } = options
  const languages = languagesOf(adapters)
  const names = knownNames(languages)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) throw isUrl(path, adapters)
  const given = resolve(path)
  const kind = statOf(given, path)
  const isFolder = kind.isDirectory()
  refuseKernels(given, path)
  const top = topOf(path, adapters)
  if (!isFolder && !kind.isFile()) throw new SseCompatError('bad-file', `${path} is neither a file nor a folder`)
  const main = isFolder ? undefined : keyOf(top, given)
  const { found, others, notes } = main === undefined ? listFiles(top, names) : filesAround(top, main, names, languages)
  const first = main ?? mainAmong(found, path, names)
  const files = enabled(withIncluded(readAll(found, first, notes), others, languages, notes), names, notes)
  if (main?.includes('/')) notes.push(`${path} was taken alone: what the main file sets around it does not hold here`)
  return intakeOf({ path, top, folder: top, files, others, first, notes, ...options })
}

interface Collected extends IntakeOptions {
  /** For messages. */
  readonly path: string
  readonly top: string
  /** In which values for templates may lie beside it; undefined where the files are not on this machine. */
  readonly folder: string | undefined
  readonly files: Readonly<Record<string, IntakeFile>>
  readonly others: readonly Found[]
  /** Key of the main file. */
  readonly first: string | undefined
  /** More are added. */
  readonly notes: string[]
}

/** The product, and templates filled in. @throws SseCompatError as `readIntake` */
export function intakeOf(collected: Collected): Intake {
  const { path, top, folder, files, others, first, notes, adapters, values = {} } = collected
  const languages = languagesOf(adapters)
  const { product, language } = knownProduct(
    first === undefined ? files : { [first]: files[first] },
    others,
    adapters,
    path,
  )
  const beside =
    folder === undefined ? { values: {}, sources: {} } : valuesBeside(folder, namesNeeded(files, values), languages)
  notes.push(...sourceNotes(beside.sources))
  const texts = fillAll(files, { ...beside.values, ...values }, languages, notes)
  const config = first === undefined ? gather(texts, language, languages) : { [first]: texts[first] ?? '', ...texts }
  const included = includedIn(texts, languages)
  const shown = Object.keys(texts).filter((key) => first === undefined || key === first || included.has(key))
  refuseTemplates(shown, files, adapters)
  return {
    product,
    top,
    config,
    files,
    unfilled: shown.flatMap((key) => unfilledIn(texts[key] ?? '', key, languages)),
    notes,
  }
}

/** @throws SseCompatError `other-format` for a file of another program, `unknown-product` for any other */
function knownProduct(
  files: Readonly<Record<string, IntakeFile | undefined>>,
  others: readonly Found[],
  adapters: readonly Adapter[],
  path: string,
) {
  const [given] = Object.keys(files)
  const alone = Object.keys(files).length === 1 && given !== undefined ? files[given] : undefined
  const own = alone === undefined ? undefined : otherFormat(given ?? '', alone.text, adapters)
  // What looks like a directive may be part of a manifest.
  if (own !== undefined) throw ofOtherFormat(own, given ?? '', adapters)
  try {
    return productOf(files, adapters, path)
  } catch (error) {
    for (const found of others.filter(({ key }) => TELLING_FILES.test(key))) {
      const format = otherFormat(found.key, readBytes(found).toString('utf8'), adapters)
      if (format !== undefined) throw ofOtherFormat(format, found.key, adapters)
    }
    throw error
  }
}

const ofOtherFormat = ({ what, line, advice }: OtherFormat, key: string, adapters: readonly Adapter[]) =>
  new SseCompatError('other-format', `this is ${what}, not a configuration of ${titlesOf(adapters, 'or')}`, {
    where: `${key}:${line}`,
    advice,
  })

/** @throws SseCompatError `other-format` for a template that somebody has to render */
function refuseTemplates(
  shown: readonly string[],
  files: Readonly<Record<string, IntakeFile>>,
  adapters: readonly Adapter[],
): void {
  for (const key of shown) {
    const format = templateIn(files[key]?.text ?? '', adapters)
    if (format === undefined) continue
    const { what, line, advice } = format
    throw new SseCompatError('other-format', `this is ${what}`, { where: `${key}:${line}`, advice })
  }
}

const isUrl = (path: string, adapters: readonly Adapter[]): SseCompatError =>
  new SseCompatError('other-format', `${path} is an address, and check takes files`, {
    advice: adviceForAddress(adapters),
  })

function statOf(path: string, given: string) {
  try {
    return statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES') throw new SseCompatError('bad-file', `${given} may not be read by this user`)
    if (code === 'ELOOP') throw new SseCompatError('bad-file', `${given} is a link that leads to itself`)
    throw new SseCompatError('no-such-file', `there is no file or folder ${given}`)
  }
}

/** The folder that a file or a folder is read from; absolute. Of one that is not there, or may not be looked at: where it would be. */
export function topOf(path: string, adapters: readonly Adapter[]): string {
  const given = resolve(path)
  try {
    if (statSync(given).isDirectory()) return given
  } catch {}
  return treeAround(given, knownNames(languagesOf(adapters)))
}

/** The folder of the nearest main file, a few folders up, else the file's own. */
function treeAround(file: string, names: KnownNames): string {
  const own = dirname(file)
  if (names.isMain(basename(file))) return own
  for (let folder = own, up = 0; up < 3; up++, folder = dirname(folder)) {
    if (names.mainFiles.some((name) => existsSync(join(folder, name)))) return folder
  }
  return own
}

/** Reading there may wait for ever, or tell of this machine; nothing there is anybody's configuration. */
function refuseKernels(path: string, given: string): void {
  if (/^\/(proc|sys|dev)(\/|$)/.test(realpathSync(path)))
    throw new SseCompatError('bad-file', `${given} is the system’s own, and no configuration`)
}

const keyOf = (top: string, file: string): string => relative(top, file).split(sep).join('/')

/** A file that includes nothing stands alone; what lies beside it is not looked at. */
function filesAround(top: string, main: string, names: KnownNames, languages: readonly ConfigLanguage[]): Listing {
  const path = realpathSync(join(top, main))
  const own: Found = { key: main, path, bytes: statSync(path).size }
  if (own.bytes > MOST_BYTES) throw tooLarge(main)
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
  new SseCompatError('too-large', `more than ${MOST_BYTES / 1e6} MB`, {
    where: name,
    advice: 'give the part that matters',
  })
