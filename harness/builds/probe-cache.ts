/** Cache on disk of the version output of executables and images, since each probe needs a process or a container. */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface ProbeCache {
  /** The value stored under a key that contains its subject's state (path, size and time; image id), or a new one. */
  get<T>(key: string, probe: () => Promise<T>): Promise<T>
  /** Writes new values. If the disk refuses, the next run only takes longer. */
  save(): void
}

/** An unreadable file counts as an empty one. */
export function openProbeCache(file: string): ProbeCache {
  let kept: Record<string, unknown> = {}
  let changed = false
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch {}
  return {
    async get<T>(key: string, probe: () => Promise<T>) {
      if (!Object.hasOwn(kept, key)) {
        const value = await probe()
        if (value === undefined) return value
        kept[key] = value
        changed = true
      }
      return kept[key] as T
    },
    save() {
      if (!changed) return
      try {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(kept))
        renameSync(`${file}.${process.pid}`, file)
      } catch {}
    },
  }
}
