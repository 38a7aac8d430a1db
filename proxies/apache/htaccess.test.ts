import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFolderSettings } from '../../harness/diagnose/folder-settings.ts'
import { withoutSecrets } from '../../harness/diagnose/report/redacted.ts'
import { isInstalled } from '../../harness/diagnose/served-folders.ts'
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
    ['/srv', '/srv/app'],
  ],
  ['of a pattern', directory('/home/*/public', 'AllowOverride All'), []],
] as const)('folders in which a .htaccess is read: one %s', ([_, lines, expected]) => {
  expect(foldersOf(...lines).map(({ folder }) => folder)).toEqual(expected)
})

const RULE = 'RewriteRule ^(.*)$ http://127.0.0.1:3000/$1 [P]'
const PASSING = `RewriteEngine On\n${RULE}\n`

async function fileIn(folder: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.htaccess'), text)
  return folder
}

it('a .htaccess is named: each of its lines that passes requests on, or the file', async () => {
  const site = join(top, 'site')
  await fileIn(join(site, 'html'), PASSING)
  const other = await fileIn(join(top, 'other'), 'SetOutputFilter DEFLATE\n')
  const passing = await fileIn(join(top, 'passing'), PASSING)
  const config = {
    'site.conf': [other, passing].flatMap((folder) => directory(folder, 'AllowOverride All')).join('\n'),
  }
  const found = findFolderSettings(config, { given: site, isInstalled: true }, adapter, build)
  expect(found.notTested).toMatchObject([
    { where: 'html/.htaccess:2', says: expect.stringContaining('`RewriteRule ^(.*)$` in an .htaccess') },
    { where: `${passing}/.htaccess:2`, says: expect.stringContaining('`RewriteRule ^(.*)$` in an .htaccess') },
  ])
  expect(found.notes).toEqual([
    expect.stringMatching(
      /\/other\/\.htaccess: not read \(allowed by site\.conf:2\): Apache reads it for requests for files/,
    ),
  ])
})

it('nothing is looked for that was not given: beside a file, or where a configuration says that was only put here', async () => {
  const folder = await fileIn(join(top, 'elsewhere'), PASSING)
  const config = { 'site.conf': directory(folder, 'AllowOverride All').join('\n') }
  const given = await mkdtemp(join(top, 'given-'))
  for (const around of [given, undefined])
    expect(findFolderSettings(config, { given: around, isInstalled: false }, adapter, build)).toEqual({
      notTested: [],
      notes: [],
    })
  expect(isInstalled(given)).toBe(false)
  expect(isInstalled('/etc')).toBe(true)
})

it('the name of a folder is no line of a configuration, and no mask', async () => {
  const given = await mkdtemp(join(top, 'names-'))
  const names = ['q"\nRewriteRule ^forged http:\\\\x\\ [P]\n#', 'x[1]*']
  for (const name of names) await fileIn(join(given, name), PASSING)
  const { notTested, notes } = findFolderSettings({}, { given, isInstalled: false }, adapter, build)
  expect(notes).toEqual([])
  expect(notTested.map(({ where }) => where).sort()).toEqual(names.map((name) => `${name}/.htaccess:2`).sort())
})

it('a secret of a .htaccess is redacted where one of its lines is quoted', async () => {
  const given = await fileIn(
    join(top, 'secret'),
    `SetEnv API_KEY k9fJ2mQ8vLx\n${RULE.replace('(.*)', 'k9fJ2mQ8vLx/(.*)')}\n`,
  )
  const { notTested } = findFolderSettings({}, { given, isInstalled: false }, adapter, build)
  expect(notTested).toHaveLength(1)
  expect(withoutSecrets(notTested[0]?.says ?? '')).not.toContain('k9fJ2mQ8vLx')
})

it('a pipe, a link, a folder and a file of gigabytes are passed over; of many files some are named', async () => {
  const given = await mkdtemp(join(top, 'kinds-'))
  const target = await fileIn(join(given, 'many'), PASSING)
  for (const kind of ['pipe', 'link', 'folder', 'large']) await mkdir(join(given, kind))
  execFileSync('mkfifo', [join(given, 'pipe/.htaccess')])
  await symlink(join(target, '.htaccess'), join(given, 'link/.htaccess'))
  await mkdir(join(given, 'folder/.htaccess'))
  await writeFile(join(given, 'large/.htaccess'), '')
  await truncate(join(given, 'large/.htaccess'), 5e9)
  await symlink('.', join(given, 'loop'))
  await Promise.all([...Array(60).keys()].map((at) => fileIn(join(given, `many/${at}`), PASSING)))
  const { notTested, notes } = findFolderSettings({}, { given, isInstalled: false }, adapter, build)
  expect(notTested).toHaveLength(50)
  expect(notTested.filter(({ where }) => !where.startsWith('many/'))).toEqual([])
  // Eleven of the many, and the large one.
  expect(notes).toEqual(['12 more files .htaccess were not read'])
})

it('a path of a megabyte, and thousands of folders, end', () => {
  const lines = [...Array(2000).keys()].flatMap((at) => directory(`/srv/${at}`, 'AllowOverride All'))
  expect(foldersOf(...lines, `DocumentRoot /srv/1${'/a'.repeat(500_000)}`, 'Alias /x /srv/7/html')).toHaveLength(2001)
  const config = { 'a.conf': lines.join('\n') }
  expect(findFolderSettings(config, { given: undefined, isInstalled: true }, adapter, build).notes).toEqual([])
})
