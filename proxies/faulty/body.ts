/** The effect of a defect on the bytes of a body on their way to the client. */
import type { Hooks } from './hooks.ts'

export interface Body {
  data(chunk: Buffer): void
  /** The origin has ended: all buffered bytes are flushed. */
  flush(): void
  dispose(): void
}

/** Connects the stages that the hooks require in front of `out`. */
export function bodyThrough(hooks: Hooks, resumed: boolean, out: (chunk: Buffer) => void): Body {
  const holding = holdingStage(hooks, hooks.recodeLineEnds === true ? (chunk) => out(withLf(chunk)) : out)
  return editsEvents(hooks, resumed) ? eventStage(hooks, resumed, holding) : holding
}

const withLf = (chunk: Buffer): Buffer => Buffer.from(chunk.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')

export const editsEvents = (hooks: Hooks, resumed: boolean): boolean =>
  hooks.dropComments === true ||
  hooks.dropDataBeats === true ||
  hooks.loseEvent !== undefined ||
  hooks.duplicateEvent !== undefined ||
  hooks.alterEvent !== undefined ||
  hooks.dropEventNames === true ||
  hooks.dropErrorEvents === true ||
  (hooks.loseAfterResume === true && resumed)

/** Buffers bytes by the hooks' rule; forwards them immediately where there is none. */
function holdingStage(hooks: Hooks, out: (chunk: Buffer) => void): Body {
  let held: Buffer[] = []
  let first: number | undefined
  let started = hooks.holdStart === undefined
  const flush = (): void => {
    const all = Buffer.concat(held)
    held = []
    if (all.length > 0) out(all)
  }
  const timer = hooks.tick === undefined ? undefined : setInterval(flush, hooks.tick)
  return {
    flush,
    dispose: () => clearInterval(timer),
    data(chunk) {
      first ??= chunk.length
      if (hooks.oneBehind === true) flush()
      held.push(chunk)
      if (hooks.oneBehind === true || hooks.tick !== undefined || hooks.holdUntilEnd === true) return
      if (hooks.holdFrom !== undefined && first >= hooks.holdFrom) return
      started ||= Buffer.concat(held).length >= (hooks.holdStart ?? 0)
      if (!started) return
      if (hooks.holdBytes !== undefined && Buffer.concat(held).length < hooks.holdBytes) return
      flush()
    },
  }
}

/** Processes whole blocks (WHATWG HTML §9.2.6), and edits those that the hooks name. */
function eventStage(hooks: Hooks, resumed: boolean, next: Body): Body {
  let rest = Buffer.alloc(0)
  let count = 0
  function edited(block: Buffer): Buffer[] {
    const text = block.toString('latin1')
    if (text.startsWith(':')) return hooks.dropComments === true ? [] : [block]
    if (!text.includes('data:')) return [block]
    if (hooks.dropErrorEvents === true && text.includes('"error"')) return []
    count += 1
    if (hooks.dropDataBeats === true && text.includes('data: beat\n')) return []
    if (count === hooks.loseEvent || (hooks.loseAfterResume === true && resumed && count === 1)) return []
    if (count === hooks.duplicateEvent) return [block, block]
    if (count === hooks.alterEvent) return [Buffer.from(text.replace(/data: /, 'data: x'), 'latin1')]
    return hooks.dropEventNames === true ? [Buffer.from(text.replace(/^event: .*\n/m, ''), 'latin1')] : [block]
  }
  return {
    data(chunk) {
      rest = Buffer.concat([rest, chunk])
      for (let at = rest.indexOf('\n\n'); at >= 0; at = rest.indexOf('\n\n')) {
        for (const block of edited(rest.subarray(0, at + 2))) next.data(block)
        rest = rest.subarray(at + 2)
      }
    },
    flush() {
      if (rest.length > 0) next.data(rest)
      rest = Buffer.alloc(0)
      next.flush()
    },
    dispose: () => next.dispose(),
  }
}
