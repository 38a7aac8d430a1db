/** Hops that show themselves in response header fields, one data file each in `hops/`. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { HeaderField } from '../model/index.ts'
import type { Trouble } from './finding.ts'

export interface KnownHop {
  readonly id: string
  readonly title: string
  /** Any of them. */
  readonly recognise: readonly { readonly field: string; readonly matches?: RegExp }[]
  readonly limits: readonly HopLimit[]
  readonly settings: readonly HopSetting[]
}

/** By default. */
export interface HopLimit {
  /** `idle`: time without a byte. `total`: duration of the response. `first-byte`: until the response headers. */
  readonly kind: 'idle' | 'total' | 'first-byte'
  readonly seconds: number
  readonly says: string
  readonly source: string
}

export interface HopSetting {
  readonly trouble: Trouble
  readonly says: string
  readonly source: string
}

const FOLDER = join(import.meta.dirname, 'hops')

export async function loadKnownHops(): Promise<KnownHop[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml')).sort()
  return Promise.all(
    files.map(async (file) => readHop(file.replace('.yaml', ''), await readFile(join(FOLDER, file), 'utf8'))),
  )
}

interface Written extends Omit<KnownHop, 'id' | 'recognise'> {
  readonly recognise: readonly { readonly field: string; readonly matches?: string }[]
}

function readHop(id: string, text: string): KnownHop {
  const written = parse(text) as Written
  const recognise = written.recognise.map(({ field, matches }) => ({
    field,
    ...(matches === undefined ? {} : { matches: new RegExp(matches, 'i') }),
  }))
  return { id, title: written.title, recognise, limits: written.limits, settings: written.settings }
}

export interface RecognisedHop {
  readonly hop: KnownHop
  /** The field that shows it, `name: value`. */
  readonly by: string
}

export function recognise(hops: readonly KnownHop[], headers: readonly HeaderField[]): RecognisedHop[] {
  return hops.flatMap((hop) => {
    const shown = headers.find(([name, value]) =>
      hop.recognise.some(({ field, matches }) => name.toLowerCase() === field && (matches?.test(value) ?? true)),
    )
    return shown === undefined ? [] : [{ hop, by: `${shown[0]}: ${shown[1]}` }]
  })
}
