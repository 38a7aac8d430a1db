import type { Adapter, BuildFacts } from '../model/index.ts'

/**
 * The builds of one runtime. Each result is empty where there is none; throws SseCompatError with the reason where a build was
 * selected by name.
 */
export interface BuildSource {
  /** The one build that runs where none is selected; searches no further than necessary. */
  usual(adapter: Adapter): Promise<BuildFacts[]>
  /** All builds that are available now. */
  all(adapter: Adapter): Promise<BuildFacts[]>
  /** `path`, a suite's name, an image reference; undefined for any other selector. */
  named(adapter: Adapter, selector: string): Promise<BuildFacts[]> | undefined
}
