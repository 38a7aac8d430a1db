import { expect, it } from 'vitest'
import { openedBy } from './opened-by.ts'

const posted = { fields: [['Content-Type', 'application/json']] as const, body: '{}' }

it('a stream whose scenario says no method is opened by the POST of the purpose', () => {
  expect(openedBy({ digest: true }, { requestHeaders: [], posted })).toEqual({
    digest: true,
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json' },
  })
})

it.for([{ method: 'GET' }, { upgrade: true }, { reconnect: true }] as const)('it stays as it is: %j', (options) => {
  expect(openedBy(options, { requestHeaders: [], posted })).toEqual(options)
})

it('what the scenario sends wins over what every request has, but for credentials', () => {
  const headers = { Authorization: 'Bearer none', Accept: 'application/json' }
  const requestHeaders = [
    ['authorization', 'Bearer theirs'],
    ['Accept', '*/*'],
  ] as const
  expect(openedBy({ headers }, { requestHeaders }).headers).toEqual({
    authorization: 'Bearer theirs',
    Accept: 'application/json',
  })
  expect(openedBy({ headers }, { requestHeaders: [['X-Other', '1']] }).headers).toMatchObject(headers)
})
