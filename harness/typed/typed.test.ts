/** What a person types: taken, or refused with what to type instead. */
import { expect, test } from 'vitest'
import { readHttpRequest } from './http-request.ts'
import { readHttpUrl } from './http-url.ts'
import { timeOption } from './time.ts'

test.for([
  ['http://a.example', { address: { host: 'a.example', port: 80 }, host: 'a.example', target: '/', isTls: false }],
  ['https://[::1]:8443/e?x=1#y', { address: { host: '::1', port: 8443 }, host: '[::1]:8443', target: '/e?x=1' }],
] as const)('%s', ([typed, expected]) => {
  expect(readHttpUrl(typed)).toMatchObject(expected)
})

test.for(['ftp://a', 'a.example', '', 'http://me:secret@a'])('the URL "%s" is refused', (typed) => {
  expect(() => readHttpUrl(typed)).toThrow(expect.objectContaining({ code: 'bad-option' }))
})

test('a body makes a POST of JSON, unless something else is typed', async () => {
  const request = (data?: string, method?: string, ...header: string[]) => readHttpRequest({ method, data, header })
  expect(await request()).toEqual({ method: 'GET', headers: [], body: undefined })
  expect(await request('{}')).toEqual({ method: 'POST', headers: [['Content-Type', 'application/json']], body: '{}' })
  expect((await request('x', 'post', 'content-type:text/plain')).headers).toEqual([['content-type', 'text/plain']])
  await expect(request('x', 'GET')).rejects.toMatchObject({ code: 'bad-option' })
  await expect(request(undefined, 'PUT')).rejects.toMatchObject({ code: 'bad-option' })
  await expect(request('@/nowhere/body.json')).rejects.toMatchObject({ code: 'unreadable' })
  for (const header of [
    'Transfer-Encoding: chunked',
    'content-length: 5',
    'Expect: 100-continue',
    'no colon',
    'a b: c',
    'a: b\nc: d',
    'a: \x01',
  ])
    await expect(request(undefined, undefined, header)).rejects.toMatchObject({ code: 'bad-option' })
})

test('times have a unit, a least and a most', () => {
  const read = timeOption('--for', 600_000)
  expect(['500ms', '30s', '1.5m', '2'].map(read)).toEqual([500, 30_000, 90_000, 2000])
  for (const typed of ['499ms', '11m', '1h', '-1', '']) expect(() => read(typed)).toThrow('500ms to 10m')
})
