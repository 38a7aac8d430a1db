import { expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

it.for([
  [1, 'set proxy_buffering off'],
  [2, 'set proxy_buffering off, for all 2 places that include the line'],
] as const)('a line that %d places include is changed for all of them, and the change says so', ([places, title]) => {
  const locations = ['/', '/other']
    .slice(0, places)
    .map((path) => `location ${path} { include p.conf; proxy_pass http://a; }`)
  const config = { 'a.conf': `server { ${locations.join('\n')} }`, 'p.conf': 'proxy_buffering on;\n' }
  const [first] = remedies.candidates({ config, build, path: '/' }, { criterion: 'delivery/live', observed: ['held'] })
  expect(first).toMatchObject({ title, change: [{ file: 'p.conf', text: 'proxy_buffering off;' }] })
})
