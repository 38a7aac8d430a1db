/**
 * Packs a run into few files for publishing: the pages and `run.json` stay; its traces, the configurations and logs of its
 * proxies and `report.json` become one archive (tar, compressed with zstd), which `judge` reads.
 */
import { createReadStream, createWriteStream, existsSync, globSync } from 'node:fs'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import type { Trace } from '../model/index.ts'
import { SseCompatError, sayError } from '../model/index.ts'
import { parseTraces, readTraces, type Traces } from '../trace/trace-files.ts'
import { PACK_SUFFIX, readPack } from '../trace/trace-packs.ts'
import { isInFolder, writeOwn } from './own-files.ts'

const ARCHIVE = 'run.tar.zst'
const TRACES = 'traces'
const PACKED = [`${TRACES}/**`, 'proxies/**', 'report.json']

/** Measured on a run of 824 test cases: level 9 takes 1.2 s and gives 7 % of the size; level 19 takes 40 times as long for 6 %. */
const LEVEL = 9
/**
 * Bytes, unpacked. A run of everything on every build has less than a third of this; an archive from somebody else may be made to
 * exhaust memory.
 */
const LARGEST = 2_000_000_000
export const LARGEST_ENTRY = 500_000_000

/** A run of everything has some thousands. */
const MOST_ENTRIES = 100_000

/**
 * Packs a run's folder in place: the packed files are removed once the archive is complete.
 * @returns path of the archive, and its size in bytes
 * @throws SseCompatError `no-run`, `already-packed`
 */
export async function packRun(folder: string): Promise<{ file: string; size: number }> {
  const file = join(folder, ARCHIVE)
  if (!existsSync(join(folder, TRACES))) {
    const code = existsSync(file) ? 'already-packed' : 'no-run'
    const message = existsSync(file) ? 'this run is packed already' : 'there are no traces of a run'
    throw new SseCompatError(code, message, { where: folder, advice: 'Name the folder of a run.' })
  }
  await writeArchive(folder, filesOfRun(folder), file)
  for (const page of globSync(['*.md', 'profiles/*.md'], { cwd: folder }))
    await linkUnpacked(folder, join(folder, page))
  for (const name of [TRACES, 'proxies', 'report.json']) await rm(join(folder, name), { recursive: true, force: true })
  return { file, size: (await stat(file)).size }
}

/** The archive has its traces uncompressed: links of the pages lead to them once it is unpacked. */
async function linkUnpacked(folder: string, page: string): Promise<void> {
  if (!isInFolder(folder, page)) return
  const text = await readFile(page, 'utf8')
  const linked = text.replaceAll(/(\]\([^)\s]*traces\/[^)\s]*\.jsonl)\.zst\)/g, '$1)')
  if (linked !== text) await writeOwn(folder, page, linked)
}

/** Traces, configurations, logs and the report as data: paths relative to the run's folder. */
export const filesOfRun = (folder: string): string[] =>
  globSync(PACKED, { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile() && isInFolder(folder, join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

/** Writes the whole archive or nothing. @param names in the order of the archive @returns its size in bytes */
export async function writeArchive(folder: string, names: readonly string[], file: string): Promise<number> {
  const draft = `${file}.part`
  try {
    const params = { [constants.ZSTD_c_compressionLevel]: LEVEL }
    // So that a link of that name is not followed.
    await rm(draft, { force: true })
    const output = createWriteStream(draft, { flags: 'wx' })
    await pipeline(Readable.from(tarOf(folder, names)), createZstdCompress({ params }), output)
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  return (await stat(file)).size
}

/** Deterministic: the same files give the same bytes. */
async function* tarOf(folder: string, names: readonly string[]): AsyncIterable<Buffer> {
  const tar = pack()
  const filled = (async () => {
    for (const name of names) {
      // Packs are decompressed first, so that they are compressed once, together with the others.
      const isPack = name.endsWith(PACK_SUFFIX)
      const content = isPack ? Buffer.from(await readPack(join(folder, name))) : await readFile(join(folder, name))
      await new Promise<void>((resolve, reject) => {
        tar.entry(
          { name: isPack ? name.slice(0, -'.zst'.length) : name, mtime: new Date(0), mode: 0o644 },
          content,
          (error) => (error ? reject(error) : resolve()),
        )
      })
    }
    tar.finalize()
  })()
  yield* tar as AsyncIterable<Buffer>
  await filled
}

/**
 * The traces of a run's folder, loose or in its archive.
 * @throws SseCompatError `no-trace` where there are neither, `bad-archive`
 */
export async function readRunTraces(folder: string, onRead?: (done: number, total?: number) => void): Promise<Traces> {
  const file = join(folder, ARCHIVE)
  if (existsSync(join(folder, TRACES)) || !existsSync(file)) return readTraces(join(folder, TRACES), onRead)
  const files = new Map<Trace, string>()
  const unreadable: { file: string; message: string }[] = []
  try {
    for await (const { name, content } of entriesOf(file, (one) => (TRACE_ENTRY.test(one) ? LARGEST_ENTRY : 0))) {
      const text = content.toString()
      const where = `${file}: ${name}`
      const report = (error: unknown): void => {
        if (!(error instanceof SseCompatError)) throw error
        unreadable.push({ file: where, message: `${error.where ?? where}: ${error.message}` })
      }
      for (const trace of parseTraces(text, where, report)) {
        files.set(trace, basename(name))
        onRead?.(files.size + unreadable.length)
      }
    }
  } catch (error) {
    throw error instanceof SseCompatError ? error : unreadableArchive(file, error)
  }
  return { traces: [...files.keys()], files, unreadable }
}

function unreadableArchive(file: string, cause: unknown): SseCompatError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new SseCompatError('no-such-file', 'there is no such file', { where: file, cause })
  if (code === 'EISDIR') {
    const advice = 'Give the file that `sse-compat run --shard` wrote into it, e.g. shard-1-4.tar.zst.'
    return new SseCompatError('bad-archive', 'this is a folder, not an archive', { where: file, advice, cause })
  }
  return new SseCompatError('bad-archive', `this archive cannot be read: ${sayError(cause)}`, {
    where: file,
    advice: 'Restore it, or unpack it by hand: `tar --zstd -xf`.',
    cause,
  })
}

const TRACE_ENTRY = /^traces\/[^/]+\.jsonl$/

export interface ArchiveEntry {
  readonly name: string
  readonly content: Buffer
}

/**
 * The selected files of an archive, in its order. Writes nothing.
 * @param mostOf bytes that a file of this name may have; 0 for one that is not wanted
 * @throws SseCompatError `bad-archive`
 */
export async function* entriesOf(file: string, mostOf: (name: string) => number): AsyncIterable<ArchiveEntry> {
  try {
    yield* unpackedEntries(file, mostOf)
  } catch (error) {
    throw error instanceof SseCompatError ? error : unreadableArchive(file, error)
  }
}

async function* unpackedEntries(file: string, mostOf: (name: string) => number): AsyncIterable<ArchiveEntry> {
  const tar = extract()
  let unpacked = 0
  let entries = 0
  const limit = new Transform({
    transform(chunk: Buffer, _, done) {
      unpacked += chunk.length
      done(unpacked > LARGEST ? new Error(`it has more than ${LARGEST / 1e9} GB`) : null, chunk)
    },
  })
  const read = pipeline(createReadStream(file), createZstdDecompress(), limit, tar as unknown as NodeJS.WritableStream)
  // The loop below reports the same error.
  read.catch(() => {})
  for await (const entry of tar) {
    const { name, type = 'file', size } = entry.header
    const most = type === 'file' ? mostOf(name) : 0
    if (most === 0) {
      entry.resume()
      continue
    }
    if (size > most) throw new Error(`${name} has more than ${most / 1e6} MB`)
    if (++entries > MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} files`)
    const chunks: Uint8Array[] = []
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk)
    yield { name, content: Buffer.concat(chunks) }
  }
  await read
}
