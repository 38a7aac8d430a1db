import type { Adapter, BuildFacts } from '../model/index.ts'

/** One runtime's way to builds. Each answer is empty where there is none; throws SseCompatError with the reason where one was asked for by name. */
export interface BuildSource {
  /** The one build that is run when nothing is asked for; looks no further than it must. */
  usual(adapter: Adapter): Promise<BuildFacts[]>
  /** Everything that is there now. */
  all(adapter: Adapter): Promise<BuildFacts[]>
  /** `path`, a suite's name, an image reference; undefined for a selector that is none of these. */
  named(adapter: Adapter, selector: string): Promise<BuildFacts[]> | undefined
}
