/** Names in a tar stream, as the Docker engine sends one for a folder. POSIX.1-1988 ustar; long names are not needed here. */

const BLOCK = 512

/** Names of regular files and links, below the archive's first folder. Reads the stream to its end. */
export async function listTar(stream: AsyncIterable<Buffer>): Promise<string[]> {
  const names: string[] = []
  let waiting = Buffer.alloc(0)
  let skip = 0
  for await (const part of stream) {
    waiting = Buffer.concat([waiting, part])
    while (true) {
      const step = Math.min(skip, waiting.length)
      waiting = waiting.subarray(step)
      skip -= step
      if (skip > 0 || waiting.length < BLOCK) break
      const header = waiting.subarray(0, BLOCK)
      waiting = waiting.subarray(BLOCK)
      const name = header.subarray(0, 100).toString('utf8').replace(/\0.*$/s, '')
      const size = Number.parseInt(header.subarray(124, 136).toString('latin1'), 8) || 0
      skip = Math.ceil(size / BLOCK) * BLOCK
      if (name !== '' && !name.endsWith('/')) names.push(name.replace(/^\.\/|^[^/]+\//, ''))
    }
  }
  return names
}
