/** Keeps the memory of a run's processes small: of the 880 MB of a worker after two minutes at most 160 MB were live. */
import { setFlagsFromString } from 'node:v8'

/**
 * MB, of which V8's young generation has up to three. Without it that has 107 MB after a minute, and V8 keeps as much again for later
 * where the old generation has shrunk.
 */
const SEMI_SPACE = 8
export const NODE_OPTIONS: readonly string[] = [`--max-semi-space-size=${SEMI_SPACE}`]

/**
 * For glibc, in bytes. Otherwise it raises the size from which on a block is returned when it is freed to that of the largest one so far,
 * and the smaller blocks of hundreds of streams leave a heap full of holes: after ten minutes 700 MB of 870 MB were such holes. Sizes
 * of an eighth cost a tenth of the processor time, since the kernel makes and clears the pages of each such block.
 */
export const MALLOC: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '33554432',
}

/** V8 collects when the heap has grown by this percentage since the last time; by itself it waits for up to 300. */
const GROWTH = 100

/** For the calling process, before anything else. What was meant for its own memory does not reach the proxies that it starts. */
export function keepMemorySmall(env: NodeJS.ProcessEnv = process.env): void {
  // Read at each collection, so that it may be changed at any time. V8 ignores a flag that it does not know.
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
  for (const [name, value] of Object.entries(MALLOC)) if (env[name] === value) delete env[name]
}
