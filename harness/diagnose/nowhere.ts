/** Placeholder site for read-only preparation: nothing listens there. */
import type { Site } from '../model/index.ts'

export const NOWHERE: Site = {
  listen: { host: '127.0.0.1', port: 1 },
  // Five digits like the ports of real origins, so that no further digit makes a valid port: some targets would otherwise be
  // refused.
  backend: { host: '127.0.0.1', port: 60_000 },
  directory: '/nowhere',
  asRoot: false,
}
