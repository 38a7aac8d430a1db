import { expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { ofOtherProducts } from './which-product.ts'

const SITE = 'server {\n  listen 80;\n  location / { proxy_pass http://app; }\n}\n'
const HOST = '<VirtualHost *:80>\n  ProxyPass / http://app/\n</VirtualHost>\n'
const notes = (texts: Readonly<Record<string, string>>, product: string) =>
  ofOtherProducts(texts, product, [nginx, apache])

it('a file for another product that passes requests on is named', () => {
  const note = 'httpd/site.conf was not tested: it is for Apache httpd, and the rest for nginx. Give it by itself'
  expect(notes({ 'nginx.conf': SITE, 'httpd/site.conf': HOST }, 'nginx')).toEqual([note])
})

it.for([
  ['one product', { 'a.conf': SITE, 'b.conf': SITE }, 'nginx'],
  ['nothing that passes on', { 'a.conf': SITE, 'b.conf': 'ServerTokens Prod\n' }, 'nginx'],
  ['a word in a comment', { 'a.conf': HOST, 'b.conf': `# proxy_pass here\n${HOST}` }, 'apache'],
] as const)('%s: no note', ([, texts, product]) => {
  expect(notes(texts, product)).toEqual([])
})

it('of many the first are named', () => {
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`s${at}.conf`, HOST]))
  const all = notes({ 'nginx.conf': SITE, ...many }, 'nginx')
  expect(all).toHaveLength(4)
  expect(all.at(-1)).toBe('nor were 3 more files for another product')
})
