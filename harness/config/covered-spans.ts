/** Spans of one text that are replaced as a whole. Spans of a parse tree: two of them are nested or disjoint. */

export interface Extent {
  readonly start: number
  /** Behind the last character. */
  readonly end: number
}

export class CoveredSpans {
  /** Disjoint, by their start: a span within another one is not kept. */
  #spans: Extent[] = []

  /** Whether a span lies within one that was added. Logarithmic, since a configuration may have as many as it has directives. */
  has({ start, end }: Extent): boolean {
    const last = this.#spans[this.#after(start) - 1]
    return last !== undefined && end <= last.end
  }

  add(span: Extent): void {
    if (this.has(span)) return
    const from = this.#after(span.start - 1)
    let to = from
    while ((this.#spans[to]?.end ?? Number.POSITIVE_INFINITY) <= span.end) to++
    this.#spans.splice(from, to - from, span)
  }

  /** Forgets those that lie within a span. */
  uncover(span: Extent): void {
    this.#spans = this.#spans.filter(({ start, end }) => start < span.start || end > span.end)
  }

  /** How many begin at `start` or before it. */
  #after(start: number): number {
    let low = 0
    let high = this.#spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#spans[middle]?.start ?? 0) <= start) low = middle + 1
      else high = middle
    }
    return low
  }
}
