import { expect, it } from 'vitest'
import { hostPort } from './address.ts'

it.for([
  ['127.0.0.1', '127.0.0.1:80'],
  ['backend', 'backend:80'],
  ['::1', '[::1]:80'],
] as const)('%s → %s', ([host, written]) => {
  expect(hostPort({ host, port: 80 })).toBe(written)
})
