import type { Transform } from 'node:stream'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import type { Ms } from '../model/index.ts'

/** Decodes a content coding while the body arrives. */
export interface Decoder {
  /** `t`: when the bytes arrived. */
  write(chunk: Buffer, t: Ms): void
  /** The body is complete. `done` receives '' or, for a coding that ends prematurely, an error code; it is called after the last output. */
  end(done: (code: string) => void): void
  destroy(): void
}

export interface DecoderListener {
  /**
   * The decoded form of a part of the body (may be empty), in order and with the part's arrival time; chunks that arrived at the
   * same time are one part. One longer than `longest` comes in pieces, the first of which has all its encoded bytes.
   */
  output(bytes: Buffer, encoded: number, t: Ms): void
  /** The coding is corrupt or unknown: no output follows. */
  failed(code: string): void
}

/** Maximum number of decoded bytes for one write. A stream's events are far smaller, and a server may try to exhaust the memory. */
const MAX_DECODED = 32 * 1024 * 1024

/** Known servers use one; a field may list thousands. */
const MAX_CODINGS = 8

/**
 * @param encoding of the Content-Encoding field, in lower case; several codings are decoded in reverse order (RFC 9110 §8.4).
 * @param longest decoded bytes of one output
 * Without a coding, `output` is called synchronously, in the callback that delivered the bytes.
 */
export function createDecoder(encoding: string, listener: DecoderListener, longest = MAX_DECODED): Decoder {
  const codings = encoding
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse()
  if (codings.length === 0) {
    return {
      write: (chunk, t) => listener.output(chunk, chunk.length, t),
      end: (done) => done(''),
      destroy() {},
    }
  }
  // Each has a window of its own in memory.
  const stages = codings.length > MAX_CODINGS ? [createStage(`${codings.length} codings`)] : codings.map(createStage)
  let queue = Promise.resolve()
  let failed = false
  let last: Part | undefined
  const fail = (error: NodeJS.ErrnoException) => {
    if (failed) return
    failed = true
    listener.failed(error.code ?? error.name)
  }
  const decode = async (part: Part): Promise<void> => {
    if (last === part) last = undefined
    // After a failure many small chunks may still be queued.
    if (failed) return
    const encoded = Buffer.concat(part.chunks)
    let bytes: Buffer = encoded
    for (const stage of stages) bytes = await stage.write(bytes)
    for (let at = 0; at === 0 || at < bytes.length; at += longest) {
      // The receiver of the piece before this one may have left.
      if (at > 0) await undefined
      if (failed) return
      listener.output(bytes.subarray(at, at + longest), at === 0 ? encoded.length : 0, part.t)
    }
  }
  return {
    write(chunk, t) {
      if (failed) return
      if (last?.t === t) {
        last.chunks.push(chunk)
        return
      }
      const part = { chunks: [chunk], t }
      last = part
      queue = queue.then(() => decode(part)).catch(fail)
    },
    end(done) {
      void queue
        .then(async () => {
          for (const stage of stages) await stage.end()
        })
        .then(
          () => failed || done(''),
          (error: NodeJS.ErrnoException) => failed || done(error.code ?? error.name),
        )
    },
    destroy() {
      failed = true
      for (const stage of stages) stage.destroy()
    },
  }
}

/** Chunks that arrived in one read of the socket and are not decoded yet. */
interface Part {
  readonly chunks: Buffer[]
  readonly t: Ms
}

interface Stage {
  write(chunk: Buffer): Promise<Buffer>
  end(): Promise<void>
  destroy(): void
}

/** Decodes one coding. Every write is flushed, so that a server that flushes each event is decoded event by event. */
function createStage(coding: string): Stage {
  let stream: Transform | undefined
  const output: Buffer[] = []
  /** Decoded bytes of the current write. */
  let decoded = 0
  let tooMuch: Error | undefined
  let ended = false
  let settle: (error?: Error | null) => void = () => {}

  const start = (first: Buffer) => {
    stream = open(coding, first)
    stream.on('data', (chunk: Buffer) => {
      decoded += chunk.length
      output.push(chunk)
      if (decoded <= MAX_DECODED) return
      tooMuch = Object.assign(new Error('too large'), { code: 'DECODED_TOO_LARGE' })
      stream?.destroy(tooMuch)
    })
    stream.on('error', (error) => settle(error))
    // Zero bytes after the end of the coding are padding and end it as well.
    stream.on('end', () => {
      ended = true
      settle()
    })
    return stream
  }
  return {
    write(chunk) {
      if (ended || chunk.length === 0) return Promise.resolve(Buffer.alloc(0))
      decoded = 0
      return new Promise((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve(Buffer.concat(output.splice(0))))
        const into = stream ?? start(chunk)
        into.write(chunk, (error) => {
          while (into.read() !== null); // Reading emits output that is decoded and not yet emitted.
          settle(tooMuch ?? error)
        })
      })
    },
    end() {
      if (ended || stream === undefined) return Promise.resolve()
      const ending = stream
      return new Promise((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve())
        ending.end()
      })
    },
    destroy: () => stream?.destroy(),
  }
}

function open(coding: string, first: Buffer): Transform {
  const zlib = { flush: constants.Z_SYNC_FLUSH }
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(zlib)
    case 'deflate':
      // RFC 9110 §8.4.1.2 requires zlib's format; some servers send raw deflate, and browsers accept both.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate(zlib) : createInflateRaw(zlib)
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH })
    case 'zstd':
      return createZstdDecompress({ flush: constants.ZSTD_e_flush })
    default:
      throw Object.assign(new Error(`content coding ${coding}`), { code: 'UNKNOWN_CODING' })
  }
}
