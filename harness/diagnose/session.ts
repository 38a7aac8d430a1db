/** What is needed to examine one route. */
import type {
  CheckPurpose,
  ConfigLanguage,
  ConfigTree,
  Profile,
  ProxiedRoute,
  Remedies,
  Scenario,
  Situation,
  Timer,
} from '../model/index.ts'
import type { Names } from './report/file-names.ts'
import type { VariantRunner } from './search/variant-runner.ts'

export interface Examination {
  readonly variants: VariantRunner
  readonly route: ProxiedRoute
  /** The other places of its server that proxy. */
  readonly neighbours: readonly ProxiedRoute[]
  /** All that are tested, of the configuration with a change. */
  routesIn(changed: ConfigTree): readonly ProxiedRoute[]
  /** The configuration as it is. */
  readonly profile: Profile
  readonly situation: Situation
  /** Of the product: tells variables of the configuration from those of a template. */
  readonly languages: readonly ConfigLanguage[]
  /** The files as they are written, where templates were filled in for running. */
  readonly originals: ConfigTree
  readonly names: Names
  /** Read from the configuration, so that they are known at once. */
  readonly timers: readonly Timer[]
  readonly remedies: Remedies
  readonly scenarios: readonly Scenario[]
  readonly purpose?: CheckPurpose
  /** Failing criteria, each on its front (`keyOf`), that were explained in an earlier round. */
  readonly known: ReadonlySet<string>
  /** A line about what was found, for the person who waits; where the check is interrupted, it is reported. */
  tell(line: string): void
  /** A line about what runs now. */
  tellRunning(line: string): void
  /** What still runs of the unchanged configuration mostly waits, and so do changes that are tested. Called once a round. */
  onMostlyWaiting(): void
}
