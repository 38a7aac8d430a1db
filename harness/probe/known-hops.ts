/** Facts about hops: how they are recognised, their limits and settings. One data file each in `hops/`. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Trouble } from './finding.ts'

export interface KnownHop {
  readonly id: string
  readonly title: string
  /** When its sources were last read, `YYYY-MM-DD`. */
  readonly checked: string
  /** The release on which its marks were observed, where it was run. */
  readonly seen?: string
  /** The general hop of which this is a variant: where both are recognised, only this one is named. */
  readonly variantOf?: string
  /** Response header fields that identify it, any of them. Empty: it adds none. */
  readonly recognise: readonly { readonly field: string; readonly matches?: RegExp }[]
  /** Matches its own response to a request that is not valid HTTP, head and body. */
  readonly errorAnswer?: RegExp
  readonly limits: readonly HopLimit[]
  readonly settings: readonly HopSetting[]
  readonly notes: readonly Sourced[]
  /** Sources of what is not in a limit, a setting or a note. */
  readonly sources: readonly string[]
}

export interface Sourced {
  readonly says: string
  readonly source: string
}

/** A default limit. */
export interface HopLimit extends Sourced {
  /** `idle`: time without a byte. `total`: duration of the response. `first-byte`: until the response headers. */
  readonly kind: 'idle' | 'total' | 'first-byte'
  readonly seconds: number
}

export interface HopSetting extends Sourced {
  readonly trouble: Trouble
}

const FOLDER = join(import.meta.dirname, 'hops')

export async function loadKnownHops(): Promise<KnownHop[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml')).sort()
  return Promise.all(
    files.map(async (file) => readHop(file.replace('.yaml', ''), await readFile(join(FOLDER, file), 'utf8'))),
  )
}

/** The format of a file. */
interface WrittenHop
  extends Omit<KnownHop, 'id' | 'recognise' | 'errorAnswer' | 'notes' | 'sources'>,
    Partial<Pick<KnownHop, 'notes' | 'sources'>> {
  readonly recognise: readonly { readonly field: string; readonly matches?: string }[]
  readonly errorAnswer?: string
}

function readHop(id: string, text: string): KnownHop {
  const { recognise, errorAnswer, notes = [], sources = [], ...rest } = parse(text) as WrittenHop
  return {
    ...rest,
    id,
    notes,
    sources,
    recognise: recognise.map(({ field, matches }) => ({
      field,
      ...(matches === undefined ? {} : { matches: new RegExp(matches, 'i') }),
    })),
    ...(errorAnswer === undefined ? {} : { errorAnswer: new RegExp(errorAnswer) }),
  }
}
