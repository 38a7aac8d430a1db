/** A written configuration is parsed again and compared with what was intended. If they differ, the proxy's behaviour would be unknown. */
import { SseCompatError } from '../../harness/model/index.ts'

/** How a product's intended and parsed directives are compared. */
export interface Comparison<M, R> {
  /** Compares only the directive itself: its name, words and lines. */
  readonly isSame: (meant: M, read: R) => boolean
  /** Undefined for a directive without a block. */
  readonly innerMeant: (meant: M) => readonly M[] | undefined
  readonly innerRead: (read: R) => readonly R[] | undefined
  readonly lineMeant: (meant: M) => number
  readonly lineRead: (read: R) => number
}

/** The line of the first directive that is parsed differently from what was intended; undefined where there is none. */
export function firstDifference<M, R>(
  meant: readonly M[],
  read: readonly R[],
  comparison: Comparison<M, R>,
): number | undefined {
  const { isSame, innerMeant, innerRead, lineMeant, lineRead } = comparison
  for (const [at, one] of meant.entries()) {
    const other = read[at]
    if (other === undefined || !isSame(one, other)) return lineMeant(one)
    const inner = innerMeant(one)
    const innerOther = innerRead(other)
    if ((inner === undefined) !== (innerOther === undefined)) return lineMeant(one)
    const difference = inner && firstDifference(inner, innerOther ?? [], comparison)
    if (difference !== undefined) return difference
  }
  const beyond = read[meant.length]
  return beyond && lineRead(beyond)
}

/** @param product the product's name, for people */
export const cannotBeWritten = (product: string, where: string): SseCompatError =>
  new SseCompatError(
    'unsafe-config',
    `this line cannot be written so that ${product} reads exactly what was understood`,
    {
      where,
      advice: 'write it in a simpler way, or take it out',
    },
  )
