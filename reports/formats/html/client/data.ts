/** The data in the page, unpacked on demand. */
import type { PackedPlaces, PackedReport, PackedTraces } from '../model/packed.ts'
import { type ShownReport, unpackReport } from '../model/unpack-report.ts'
import { type ShownTrace, unpackTraces } from '../model/unpack-traces.ts'

export interface Data {
  readonly report: ShownReport
  /** Undefined where it is not in the page. */
  traceOf(cell: string): Promise<ShownTrace | undefined>
  /** A trace that the reader opened from disk. */
  keep(cell: string, trace: ShownTrace): void
}

export async function loadData(): Promise<Data> {
  const [packed, listed] = await Promise.all([read<PackedReport>(0), read<PackedPlaces>(1)])
  const places = new Map(
    listed.flatMap((cells, chunk) => cells.map((cell, index) => [cell, { chunk, index }] as const)),
  )
  const chunks = new Map<number, Promise<ShownTrace[]>>()
  const opened = new Map<string, ShownTrace>()
  return {
    report: unpackReport(packed),
    async traceOf(cell) {
      const place = places.get(cell)
      if (opened.has(cell) || place === undefined) return opened.get(cell)
      const known = chunks.get(place.chunk) ?? read<PackedTraces>(place.chunk + 2).then(unpackTraces)
      chunks.set(place.chunk, known)
      return (await known)[place.index]
    },
    keep: (cell, trace) => void opened.set(cell, trace),
  }
}

async function read<Content>(block: number): Promise<Content> {
  const letters = document.getElementById(`data-${block}`)?.textContent ?? ''
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return JSON.parse(await new Response(stream).text()) as Content
}
