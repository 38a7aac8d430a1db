import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFolderSettings } from '../../harness/diagnose/folder-settings.ts'
import { adapter } from './adapter.ts'
import { build } from './build.fixture.ts'
import { folderSettings } from './htaccess.ts'

let top: string
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'folder-settings-'))
})
afterAll(() => rm(top, { recursive: true }))

const foldersOf = (...lines: string[]) => folderSettings.folders({ 'a.conf': `${lines.join('\n')}\n` })
const directory = (folder: string, ...lines: string[]) => [`<Directory ${folder}>`, ...lines, '</Directory>']

it.for([
  ['with AllowOverride', directory('/srv/app', 'AllowOverride FileInfo'), ['/srv/app']],
  ['with a list of directives', directory('/srv/app', 'AllowOverrideList RewriteRule'), ['/srv/app']],
  ['with nothing allowed', directory('/srv/app', 'AllowOverride None'), []],
  ['without the directive', directory('/srv/app', 'Require all granted'), []],
  [
    'below one with it',
    [...directory('/srv/', 'AllowOverride All'), 'DocumentRoot /srv/app', 'Alias /x /srvx'],
    ['/srv/', '/srv/app'],
  ],
  ['of a pattern', directory('/home/*/public', 'AllowOverride All'), []],
] as const)('folders in which a .htaccess is read: one %s', ([_, lines, expected]) => {
  expect(foldersOf(...lines).map(({ folder }) => folder)).toEqual(expected)
})

it('a .htaccess is named: each of its lines that passes requests on, or the file', async () => {
  const [site, other] = [join(top, 'site'), join(top, 'other')]
  for (const folder of [join(site, 'html'), other]) await mkdir(folder, { recursive: true })
  const rule = 'RewriteRule ^(.*)$ http://127.0.0.1:3000/$1 [P]'
  await writeFile(join(site, 'html/.htaccess'), `RewriteEngine On\n${rule}\n`)
  await writeFile(join(other, '.htaccess'), 'SetOutputFilter DEFLATE\n')
  const config = { 'site.conf': `${directory(other, 'AllowOverride All').join('\n')}\nDocumentRoot ${other}\n` }
  const found = findFolderSettings(config, site, adapter, build)
  expect(found.notTested).toMatchObject([
    { where: 'html/.htaccess:2', says: expect.stringContaining('`RewriteRule ^(.*)$` in an .htaccess') },
  ])
  expect(found.notes).toEqual([
    expect.stringMatching(
      /\/other\/\.htaccess: not read \(allowed by site\.conf:2\): Apache reads it for requests for files/,
    ),
  ])
  expect(findFolderSettings(config, undefined, adapter, build)).toEqual({ notTested: [], notes: [] })
})
