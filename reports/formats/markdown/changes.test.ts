import { expect, test } from 'vitest'
import type { Trace } from '../../../harness/model/index.ts'
import { usual } from './fixture.ts'
import { format as markdown } from './format.ts'

test('first of all, what a product needs beyond its defaults: the lines of the configuration that passes and differs least', () => {
  const texts = {
    configOf: ({ profile: id }: { readonly profile: string }) => ({
      [`${id}.conf`]: `# ${id}\nproxy_pass http://b;\n${id === 'off' ? 'proxy_buffering off;\n' : ''}`,
    }),
    evidenceOf: () => ({}),
    axisWordsOf: () => ({}),
  }
  const routed = (id: string) => ({ cell: id, facts: [], route: [{ profile: id.split('/')[1] }] }) as unknown as Trace
  const [main] = [...markdown.render(usual, routed, texts)]
  expect(main?.content).toContain('## What to change')
  expect(main?.content).toMatch(/\[nginx with default settings\]\(profiles\/nginx-defaults.md\): \*\*broken\*\*/)
  expect(main?.content).toMatch(
    /passes what fails there: \[nginx\/off\]\(profiles\/nginx-off.md\), which differs by `\+ proxy_buffering off;`/,
  )
  const [bare] = [...markdown.render(usual, routed)]
  expect(bare?.content).not.toContain('## What to change')
})
