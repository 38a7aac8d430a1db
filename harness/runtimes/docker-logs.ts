/** Reads what a container prints. A proxy can print more than fits into memory. */

import type { DockerEngine } from './docker-engine.ts'

/** Bytes that are kept from the beginning, and from the end of longer output; as for a process (`printed-text.ts`). */
const MAX = 16 * 2 ** 20
/** Of a frame: stream, 0, 0, 0, length of its payload (big-endian). */
const HEADER = 8

export interface LogText {
  /** Takes the next part of an engine's log stream, in any division. */
  add(part: Buffer): void
  text(): string
  /** Standard output alone. */
  output(): string
}

/** Of a frame's header: its first byte for standard output. */
const OUTPUT = 1

/**
 * Decodes an engine's log stream: frames with a header and a payload, as sent for a container without a terminal. Keeps `most` bytes
 * from the beginning and `most` from the end.
 */
export function collectLog(most = MAX): LogText {
  const all = bounded(most)
  const output = bounded(most)
  let header = Buffer.alloc(0)
  let kind = 0
  let payload = 0
  return {
    add(part) {
      for (let at = 0; at < part.length; ) {
        if (payload === 0) {
          const more = part.subarray(at, at + HEADER - header.length)
          header = Buffer.concat([header, more])
          at += more.length
          if (header.length < HEADER) return
          kind = header.readUInt8(0)
          payload = header.readUInt32BE(4)
          header = Buffer.alloc(0)
        } else {
          const bytes = part.subarray(at, at + payload)
          all.keep(bytes)
          if (kind === OUTPUT) output.keep(bytes)
          payload -= bytes.length
          at += bytes.length
        }
      }
    },
    text: all.text,
    output: output.text,
  }
}

/** Keeps `most` bytes from the beginning and `most` from the end. */
function bounded(most: number): { keep(bytes: Buffer): void; text(): string } {
  const first: Buffer[] = []
  const last: Buffer[] = []
  let room = most
  let kept = 0
  let left = 0
  return {
    keep(bytes) {
      const begin = bytes.subarray(0, room)
      if (begin.length > 0) first.push(begin)
      room -= begin.length
      const rest = bytes.subarray(begin.length)
      if (rest.length === 0) return
      last.push(rest)
      kept += rest.length
      while (kept > most && last[0] !== undefined) {
        const cut = Math.min(last[0].length, kept - most)
        if (cut === last[0].length) last.shift()
        else last[0] = last[0].subarray(cut)
        kept -= cut
        left += cut
      }
    },
    text() {
      const note = left === 0 ? [] : [Buffer.from(`\n[${left} bytes of output are left out here]\n`)]
      return Buffer.concat([...first, ...note, ...last]).toString('utf8')
    },
  }
}

/** Everything that a container has printed so far. */
export async function readLogs(engine: DockerEngine, container: string, most = MAX): Promise<string> {
  const log = collectLog(most)
  const response = await engine.stream('GET', `/containers/${container}/logs?stdout=1&stderr=1`)
  for await (const part of response) log.add(part as Buffer)
  return log.text()
}

/** Follows the output of a container until it ends. */
export function followLogs(
  engine: DockerEngine,
  container: string,
): Pick<LogText, 'text' | 'output'> & { readonly ended: Promise<void> } {
  const log = collectLog()
  const follow = async () => {
    const stream = await engine.stream('GET', `/containers/${container}/logs?follow=1&stdout=1&stderr=1`)
    for await (const part of stream) log.add(part as Buffer)
  }
  return { text: log.text, output: log.output, ended: follow().catch(() => {}) }
}
