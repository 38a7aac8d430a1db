import { expect, test } from 'vitest'
import { loadProducts } from '../matrix/catalog.ts'
import { chosen } from './cases.ts'

test('a profile is named by its id, or with its product as in reports', async () => {
  const [product] = (await loadProducts()).filter(({ profiles }) => profiles.some(({ id }) => id === 'defaults'))
  if (product === undefined) throw new Error('no product has default settings')
  const ids = (...profile: string[]) => chosen(product, { profile, quick: false }).map(({ id }) => id)
  expect(ids('defaults')).toEqual(['defaults'])
  expect(ids(`${product.id}/defaults`)).toEqual(['defaults'])
  expect(ids('another/defaults')).toEqual([])
})
