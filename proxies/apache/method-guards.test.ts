import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const config = (inside: string, path = '/mcp') => ({
  'a.conf': `<VirtualHost *:80>
  ProxyPass /mcp http://app/mcp
  <Location ${path}>
${inside}
  </Location>
</VirtualHost>
`,
})
const guards = (files: Record<string, string>, observed = 'refused') =>
  remedies.guards?.({ config: files, build, path: '/mcp' }, { criterion: 'mcp/request', observed: [observed] }) ?? []

const EXCEPT = '    <LimitExcept GET POST>\n      Require all denied\n    </LimitExcept>'

it.for([
  ['<LimitExcept>', EXCEPT, '<LimitExcept GET POST>'],
  ['<Limit>', '    <Limit DELETE>\n      Require all denied\n    </Limit>', '<Limit DELETE>'],
  ['AllowMethods', '    AllowMethods GET POST', 'AllowMethods GET POST'],
])('%s may be why a method is refused: tested as a cause, and not taken out', ([, inside = '', says = '']) => {
  const files = config(inside)
  const [guard] = guards(files)
  expect(guard?.without.setting).toMatchObject({ where: 'a.conf:4', says })
  expect(guard?.advice).toContain('GET, POST and DELETE')
  expect(applyChange(files, guard?.without.change ?? [])['a.conf']).not.toMatch(/Limit|AllowMethods|denied/)
})

it('none for another path, and none where each request reaches the application', () => {
  expect(guards(config(EXCEPT, '/other'))).toEqual([])
  expect(guards(config(EXCEPT), 'body')).toEqual([])
})
