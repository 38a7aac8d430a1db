import { expect, it } from 'vitest'
import { frontsOf } from './offered-fronts.ts'

it('HTTP/2 is offered over TLS only, beside HTTP/1.1', () => {
  expect(frontsOf({ isTls: false, isHttp2: true })).toEqual(['h1'])
  expect(frontsOf({ isTls: true, isHttp2: false })).toEqual(['h1+tls'])
  expect(frontsOf({ isTls: true, isHttp2: true })).toEqual(['h1+tls', 'h2+tls'])
})
