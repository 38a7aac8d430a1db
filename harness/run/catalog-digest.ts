/** Detects whether two machines ran with the same scenarios, profiles and expectations. */
import { createHash } from 'node:crypto'
import type { Catalog } from '../matrix/catalog.ts'
import { profileDigest } from './profile-digest.ts'

export function catalogDigest({ scenarios, products }: Pick<Catalog, 'scenarios' | 'products'>): string {
  const known = {
    scenarios: scenarios.map(({ id, version, axes }) => [id, version, axes]),
    products: products.map(({ id, profiles, expectations }) => [
      id,
      expectations.text,
      profiles.map((profile) => [
        profile.id,
        profile.hops,
        profile.tags,
        profile.originHeaders,
        profileDigest(profile),
      ]),
    ]),
  }
  return createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 16)
}
