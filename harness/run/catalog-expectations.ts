/** The expectations of every product of the catalog. */
import type { Catalog } from '../matrix/catalog.ts'
import { type Expectation, parseExpectations } from '../verdict/expect/apply-expectations.ts'

/** @returns product → its entries, most general first @throws SseCompatError `bad-expectation` with file:line */
export const expectationsOf = ({ products, scenarios }: Catalog): Readonly<Record<string, readonly Expectation[]>> =>
  Object.fromEntries(
    products.map(({ id, expectations: { text, file } }) => [id, parseExpectations(text, file, scenarios)]),
  )
