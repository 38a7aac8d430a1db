import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const LOST = { criterion: 'retry-replay/idle-connection', observed: ['lost'] }
const candidates = (text: string, version: string = build.version) =>
  remedies
    .candidates({ config: { 'app.conf': text }, build: { ...build, version } }, LOST)
    .map(({ title, setting: { where, near, says }, change }) => ({
      title,
      says,
      where,
      near,
      text: applyChange({ 'app.conf': text }, change)['app.conf'],
    }))
const site = (upstream: string, target = 'http://app') => `upstream app {
    server 10.0.0.1:80;
${upstream}}
keepalive_timeout 65;
server {
    listen 80;
    location / {
        proxy_pass ${target};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}
`
const KEPT = '    keepalive 16;\n'

it('a shorter life of idle connections, then none: keepalive_timeout of clients is another setting', () => {
  expect(candidates(site(KEPT))).toEqual([
    {
      title: 'set keepalive_timeout 4s in the upstream',
      says: 'keepalive_timeout is not set in the upstream: 60s is the default',
      near: 'app.conf:1',
      text: site(`${KEPT}    keepalive_timeout 4s;\n`),
    },
    { title: 'take out `keepalive 16;`', says: 'keepalive 16;', where: 'app.conf:3', text: site('') },
  ])
})

it('it is added beside `keepalive`', () => {
  const zone = '    zone app 64k;\n'
  expect(candidates(site(`${KEPT}${zone}`))[0]?.text).toBe(site(`${KEPT}    keepalive_timeout 4s;\n${zone}`))
})

it('a longer one is replaced where it is written', () => {
  const [first] = candidates(site(`    keepalive_timeout 75s;\n${KEPT}`))
  expect(first).toEqual({
    title: 'set keepalive_timeout 4s',
    says: 'keepalive_timeout 75s;',
    where: 'app.conf:3',
    text: site(`    keepalive_timeout 4s;\n${KEPT}`),
  })
})

it('from nginx 1.29.7 on connections are reused without `keepalive`', () => {
  expect(candidates(site(''), '1.30.0').map(({ text }) => text)).toEqual([site('    keepalive_timeout 4s;\n')])
})

it('before 1.15.3 an upstream has no keepalive_timeout', () => {
  expect(candidates(site(KEPT), '1.14.2').map(({ text }) => text)).toEqual([site('')])
})

it('without an upstream block no line of it is changed, and a POST is never sent twice', () => {
  const all = [...candidates(site(KEPT, 'http://10.0.0.9:80')), ...candidates(site(KEPT))]
  expect(all.filter(({ title }) => /upstream$|non_idempotent/.test(title))).toHaveLength(1)
})
