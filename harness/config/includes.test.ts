import { expect, it } from 'vitest'
import { findIncluded } from './includes.ts'

const tree = { 'nginx.conf': '', 'conf.d/a.conf': '', 'conf.d/b.conf': '', 'etc/x/y.conf': '' }

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
  ['', 'toString', [], undefined],
  ['', '[', [], undefined],
] as const)('%s %s', ([base, pattern, files, moved]) => {
  expect(findIncluded(tree, base, pattern, ['nginx.conf'])).toEqual({ files, moved })
})
