import { expect, it } from 'vitest'
import { findIncluded } from './find-included.ts'

const tree = { 'nginx.conf': '', 'conf.d/a.conf': '', 'conf.d/b.conf': '', 'etc/x/y.conf': '' }

it('a mask that means a kind of file is found at the top of the tree', () => {
  const panel = { 'nginx.ssl.conf': '', 'nginx.ssl.conf_sse': '' }
  expect(findIncluded(panel, '', '/home/x/web/nginx.ssl.conf_*', ['nginx.ssl.conf'])).toEqual({
    files: ['nginx.ssl.conf_sse'],
    moved: 'nginx.ssl.conf_*',
  })
})

it.for([
  ['', 'conf.d/*.conf', ['conf.d/a.conf', 'conf.d/b.conf'], undefined],
  ['', '/etc/nginx/conf.d/*.conf', ['conf.d/a.conf', 'conf.d/b.conf'], 'conf.d/*.conf'],
  ['', '/etc/nginx/conf.d/[b-z]*', ['conf.d/b.conf'], 'conf.d/[b-z]*'],
  ['etc/', 'x/./y.conf', ['etc/x/y.conf'], undefined],
  ['etc/x/', '../../conf.d/a.conf', ['conf.d/a.conf'], 'conf.d/a.conf'],
  ['', '../../../etc/x/*', ['etc/x/y.conf'], 'etc/x/*'],
  ['', 'conf.d/[!a].conf', ['conf.d/b.conf'], undefined],
  ['etc/', '*/?.conf', ['etc/x/y.conf'], undefined],
  ['sites/', 'conf.d/a.conf', ['conf.d/a.conf'], 'conf.d/a.conf'],
  ['', '/etc/nginx/*.conf', [], undefined],
  ['', '/home/web/y.co*', [], undefined],
  ['', 'toString', [], undefined],
  ['', '[', [], undefined],
  ['', 'conf.d/[^a].conf', ['conf.d/b.conf'], undefined],
  ['', 'conf.d/[z-a].conf', [], undefined],
  ['', 'conf.d/[]a].conf', ['conf.d/a.conf'], undefined],
  ['', 'conf.d/a*.c*f', ['conf.d/a.conf'], undefined],
  ['', 'conf.d*', [], undefined],
  ['conf.d/', 'a.conf', ['conf.d/a.conf'], undefined],
  ['etc/', '../conf.d/../conf.d/./a.conf', ['conf.d/a.conf'], 'conf.d/a.conf'],
  ['', 'conf.d//a.conf', ['conf.d/a.conf'], undefined],
  ['', '/elsewhere/conf.d/', [], undefined],
  ['', 'conf.d/[ab].conf', ['conf.d/a.conf', 'conf.d/b.conf'], undefined],
  ['', 'conf.d/[a.conf', [], undefined],
  ['', 'conf.d/a].conf', [], undefined],
  ['', 'conf.d/?????', [], undefined],
  ['', 'conf.d/??????', ['conf.d/a.conf', 'conf.d/b.conf'], undefined],
  ['', 'conf.d/*.conf*', ['conf.d/a.conf', 'conf.d/b.conf'], undefined],
  ['', 'conf.d/*.confx', [], undefined],
  ['', 'conf.d/*/y.conf', [], undefined],
  ['', '*/*.conf', ['conf.d/a.conf', 'conf.d/b.conf'], undefined],
  ['', '/etc/nginx/nginx.conf', ['nginx.conf'], 'nginx.conf'],
  ['', '/etc/nginx/a*', [], undefined],
  ['', '/etc/nginx/*inx.conf', [], undefined],
] as const)('%s %s', ([base, pattern, files, moved]) => {
  expect(findIncluded(tree, base, pattern, ['nginx.conf'])).toEqual({ files, moved })
})

it.for([
  ['docker/nginx/', '/etc/nginx/conf.d/*.conf', 'docker/nginx/conf.d/*.conf'],
  ['httpd/', 'conf/extra/*.conf', 'httpd/extra/*.conf'],
  ['httpd/', '/usr/local/apache2/conf/extra/vhosts.conf', 'httpd/extra/vhosts.conf'],
  ['httpd/', '/etc/nginx/conf.d/*.conf', 'conf.d/*.conf'],
] as const)('in a folder under another name it is found beside the main file: %s, %s', ([base, pattern, moved]) => {
  const files = ['conf.d/other.conf', 'docker/nginx/conf.d/app.conf', 'httpd/extra/vhosts.conf']
  expect(findIncluded(Object.fromEntries(files.map((file) => [file, ''])), base, pattern, [])).toMatchObject({ moved })
})

it('a mask does not match the files that include it where it was looked for elsewhere', () => {
  const files = { 'nginx.conf': '', 'nginx.conf.d': '' }
  expect(findIncluded(files, '', '/etc/nginx/nginx*', ['nginx.conf']).files).toEqual(['nginx.conf.d'])
  expect(findIncluded(files, '', '/etc/nginx/nginx.conf', ['nginx.conf']).files).toEqual(['nginx.conf'])
})

it('a path as long as a system takes is looked for, and no longer one', () => {
  const path = (length: number) => `/${'x'.repeat(length - 3)}/a`
  expect(findIncluded({ a: '' }, '', path(4096), [])).toEqual({ files: ['a'], moved: 'a' })
  expect(findIncluded({ a: '' }, '', path(4097), [])).toEqual({ files: [], moved: undefined })
})

it('finds no file that begins with a dot by a mask, and every character as itself', () => {
  const odd = { '.a': '', 'a.b': '', 'a+b': '', 'a(b': '', ä日b: '' }
  const found = (mask: string) => findIncluded(odd, '', mask, []).files
  expect(found('*')).toEqual(['a(b', 'a+b', 'a.b', 'ä日b'])
  expect(found('?a')).toEqual([])
  expect(found('a+*')).toEqual(['a+b'])
  expect(found('a(?')).toEqual(['a(b'])
  expect(found('ä?b')).toEqual(['ä日b'])
})

// With masks as regular expressions, each of these took minutes or ended in an error.
it.for([
  '*a'.repeat(200),
  `/${'a/'.repeat(500_000)}x`,
  `${'['.repeat(4000)}`,
  '?'.repeat(4000),
  `/${'*/'.repeat(2000)}`,
])('is soon done with a pattern of bad will, %#', (pattern) => {
  const files = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`${'a'.repeat(200)}b${n}`, '']))
  expect(findIncluded(files, '', pattern, []).files).toEqual([])
})
