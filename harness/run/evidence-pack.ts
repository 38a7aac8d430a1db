/**
 * Stores the configurations and logs of the other ways in which a profile ran (TLS, a faster clock, a dedicated proxy) in one
 * compressed file per profile, because they are thousands of small and similar files. The usual way stays uncompressed.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { ConfigTree } from '../model/index.ts'

/** JSON: path relative to the profile's folder → text. */
const PACK = 'other-ways.json.zst'
/** Bytes, unpacked. A run of everything has less than 2 MB in one. */
const LARGEST = 200_000_000

/** Names of the folders of the usual way: `conf`, and for a chain one for each hop, `1-nginx-defaults`. */
const USUAL = /^(?:conf|\d+-.+)$/

/** @param folder of the run */
export async function packEvidence(folder: string): Promise<void> {
  const top = join(folder, 'proxies')
  if (!existsSync(top)) return
  for (const builds of await foldersIn(top)) {
    for (const profile of await foldersIn(join(top, builds))) await packOne(join(top, builds, profile))
  }
}

async function packOne(folder: string): Promise<void> {
  const ways = (await foldersIn(folder)).filter((name) => !USUAL.test(name))
  if (ways.length === 0) return
  const texts: Record<string, string> = { ...unpacked(folder) }
  for (const way of ways) {
    for (const entry of await readdir(join(folder, way), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      if (entry.isFile()) texts[file.slice(folder.length + 1).replaceAll(sep, '/')] = await readFile(file, 'utf8')
    }
  }
  const draft = join(folder, `${PACK}.part`)
  await writeFile(draft, zstdCompressSync(`${JSON.stringify(texts, null, 1)}\n`))
  await rename(draft, join(folder, PACK))
  for (const way of ways) await rm(join(folder, way), { recursive: true, force: true })
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** Adds a file of another machine's run to this run. Where both have a compressed file for a profile, the two are merged. */
export async function addEvidence(run: string, path: string, content: Buffer): Promise<void> {
  const file = join(run, path)
  await mkdir(dirname(file), { recursive: true })
  const isShared = basename(file) === PACK && existsSync(file)
  const draft = `${file}.part`
  await writeFile(draft, content)
  if (isShared) {
    const texts = { ...unpacked(dirname(file)), ...unpackedFile(draft) }
    await writeFile(draft, zstdCompressSync(`${JSON.stringify(texts, null, 1)}\n`))
  }
  await rename(draft, file)
}

/** The contents of a profile's compressed file; {} where there is none, or it is not valid. */
export const unpacked = (folder: string): ConfigTree => unpackedFile(join(folder, PACK))

function unpackedFile(file: string): ConfigTree {
  try {
    const text = zstdDecompressSync(readFileSync(file), { maxOutputLength: LARGEST }).toString()
    const found: unknown = JSON.parse(text)
    const entries = Object.entries(found ?? {}).filter(([, one]) => typeof one === 'string')
    return Object.fromEntries(entries)
  } catch {
    return {}
  }
}
