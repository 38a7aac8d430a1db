/** A site for a configuration that is only read: nothing listens there. */
import type { Site } from '../model/index.ts'

export const NOWHERE: Site = {
  listen: { host: '127.0.0.1', port: 1 },
  // So large that no digit behind it makes another port of it, as those of real origins: some targets are refused otherwise.
  backend: { host: '127.0.0.1', port: 60_000 },
  directory: '/nowhere',
  asRoot: false,
}
