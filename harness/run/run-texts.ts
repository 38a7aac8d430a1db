/** Texts of a run for its report: each profile as it was when it ran, and the files that the run's folder has of its proxy. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Catalog } from '../matrix/catalog.ts'
import type { ConfigTree, RunTexts } from '../model/index.ts'
import { redactText } from '../redact/redact.ts'
import { unpacked } from './evidence-pack.ts'
import { isInFolder } from './own-files.ts'
import { profileDigest } from './profile-digest.ts'

/** @param folder of the run */
export function textsOf(folder: string, { products, scenarios }: Pick<Catalog, 'products' | 'scenarios'>): RunTexts {
  return {
    configOf(hop) {
      const profiles = products.flatMap((product) => product.profiles)
      const profile = profiles.find(({ proxy, id }) => proxy === hop.proxy && id === hop.profile)
      if (profile === undefined || profileDigest(profile) !== hop.profileDigest) return undefined
      return Object.fromEntries(Object.entries(profile.config).map(([file, text]) => [file, redactText(text)]))
    },
    axisWordsOf: (scenario) => scenarios.find(({ id }) => id === scenario)?.axisWords ?? {},
    // The names of builds and profiles come from the traces, which may come from somebody else.
    evidenceOf: (path) => (path === '' || !isInFolder(folder, join(folder, path)) ? {} : textsIn(join(folder, path))),
  }
}

/** Every file below a folder; {} where the folder does not exist. The files were redacted when they were written. */
function textsIn(folder: string): ConfigTree {
  let names: string[]
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return {}
  }
  const keyOf = (file: string): string => file.slice(folder.length + 1).replaceAll(sep, '/')
  const loose = names.filter((file) => !file.endsWith('.zst')).sort()
  return { ...unpacked(folder), ...Object.fromEntries(loose.map((file) => [keyOf(file), readFileSync(file, 'utf8')])) }
}
