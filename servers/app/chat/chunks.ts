import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { type Block, encode } from '../encoder.ts'
import { DONE } from './built-in.ts'

/** Maximum characters of one event. A service that never ends an event would otherwise exhaust the memory. */
const MAX_EVENT = 1024 * 1024

/** The part of a piece of the service's response that may be forwarded to the client, and whether the response ends with it. */
export interface Chunks {
  readonly blocks: readonly Block[]
  /** `failed`: the service reported an error, or sent something that is not part of a chat. None of that is in `blocks`. */
  readonly end: 'done' | 'failed' | undefined
}

/**
 * Reads a service's event stream, and passes only the chunks of a chat (`choices`, and no `error`), each as soon as it is
 * complete. Error texts, other kinds of events, names, ids and comments are removed, because a service may write the key into any
 * of them.
 */
export function chunkReader(): (bytes: Uint8Array) => Chunks {
  const decoder = new TextDecoder()
  let blocks: Block[] = []
  let end: Chunks['end']
  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onComment() {
      if (end === undefined) blocks.push(encode({ comment: '' }))
    },
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') end ??= 'failed'
    },
    onEvent(event) {
      if (end !== undefined) return
      const kind = kindOf(event)
      if (kind === 'chunk') blocks.push(encode({ data: event.data }))
      else if (kind !== 'other') end = kind
    },
  })
  return (bytes) => {
    blocks = []
    if (end === undefined) parser.feed(decoder.decode(bytes, { stream: true }))
    return { blocks, end }
  }
}

function kindOf({ event, data }: EventSourceMessage): 'chunk' | 'other' | 'done' | 'failed' {
  if (data.trim() === DONE) return 'done'
  if (event === 'error') return 'failed'
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return 'failed'
  }
  const { choices, error } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if (error !== undefined && error !== null) return 'failed'
  return Array.isArray(choices) ? 'chunk' : 'other'
}
