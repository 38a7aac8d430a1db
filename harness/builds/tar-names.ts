/** Lists names in a tar stream, as the Docker engine sends for a folder. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'

/** Names of files and links, relative to the archive's first folder. Reads the stream to its end. */
export async function listTar(stream: AsyncIterable<Buffer>): Promise<string[]> {
  const names: string[] = []
  const entries = extract()
  entries.on('entry', ({ name, type }, entry, next) => {
    if (type !== 'directory') names.push(name.replace(/^\.\/|^[^/]+\//, ''))
    entry.on('end', next)
    entry.resume()
  })
  await pipeline(Readable.from(stream), entries)
  return names
}
