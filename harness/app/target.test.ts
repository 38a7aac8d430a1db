import { expect, test } from 'vitest'
import { readTarget } from './target.ts'

test('a Host that was typed is the name of the application, not of the proxy', async () => {
  const header = ['host: app.example', 'X-A: b']
  expect(await readTarget('http://127.0.0.1:3000/e?x', { method: undefined, data: undefined, header })).toMatchObject({
    application: { host: '127.0.0.1', port: 3000 },
    target: '/e?x',
    host: 'app.example',
    headers: [['X-A', 'b']],
  })
})
