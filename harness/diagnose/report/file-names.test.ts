/** Trees on disk, with links, and the real `patch`. */
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adapter as nginx } from '../../../proxies/nginx/adapter.ts'
import { readIntake, topOf } from '../../intake/read.ts'
import { SseCompatError } from '../../model/index.ts'
import { diffOf } from '../search/diff.ts'
import { namesOf, renamed, renamedNote } from './file-names.ts'

const MAIN = 'events { }\nhttp {\n  include /etc/nginx/sites-enabled/*;\n}\n'
const SITE = 'server {\n  listen 80;\n  include snippets/a.conf;\n  location / { proxy_pass http://app; }\n}\n'
const MENDED = SITE.replace('http://app; }', 'http://app; proxy_buffering off; }')

let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'names-test-')))
  const files = {
    'deploy/nginx.conf': MAIN,
    'deploy/sites-enabled/plain': SITE,
    'deploy/sites-available/linked': SITE,
    'deploy/snippets/a.conf': 'gzip on;\n',
    'template/site.conf.template': SITE,
    'copied/nginx.conf': MAIN,
    'copied/sites-available/app': SITE,
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await symlink('../sites-available/linked', join(folder, 'deploy/sites-enabled/linked'))
  await symlink('deploy', join(folder, 'current'))
})
afterEach(() => rm(folder, { recursive: true }))

/** `folder` is replaced by the folder of the tests' files. */
const CASES = [
  ['a folder', '', 'deploy', 'sites-enabled/plain', 'deploy/sites-enabled/plain', 'deploy/sites-enabled/plain'],
  ['where one stands', 'deploy', '.', 'sites-enabled/plain', 'sites-enabled/plain', 'sites-enabled/plain'],
  ['a file', '', './deploy/sites-enabled/plain', 'sites-enabled/plain', 'deploy/sites-enabled/plain', ''],
  ['a file here', 'deploy/sites-enabled', 'plain', 'sites-enabled/plain', 'plain', 'sites-enabled/plain'],
  ['its neighbour', 'deploy/sites-enabled', 'plain', 'snippets/a.conf', '../snippets/a.conf', 'snippets/a.conf'],
  ['above', 'template', '../deploy', 'nginx.conf', '../deploy/nginx.conf', 'deploy/nginx.conf'],
  ['absolute', 'template', 'FOLDER/deploy', 'nginx.conf', 'FOLDER/deploy/nginx.conf', 'FOLDER/deploy/nginx.conf'],
  ['a linked folder', '', 'current/', 'sites-enabled/plain', 'current/sites-enabled/plain', ''],
  ['a link', '', 'deploy', 'sites-enabled/linked', 'deploy/sites-enabled/linked', 'deploy/sites-available/linked'],
  ['a template', '', 'template', 'site.conf', 'template/site.conf.template', 'template/site.conf.template'],
  ['not enabled', '', 'copied', 'sites-enabled/app', 'copied/sites-available/app', 'copied/sites-available/app'],
] as const

test.for(CASES)(
  '%s: the name, and a diff that applies where one stands',
  async ([_, stands, typed, key, name, inDiff]) => {
    const whole = (text: string) => text.replace('FOLDER', folder)
    const from = join(folder, stands)
    const path = whole(typed)
    const intake = readIntake(typed.startsWith('FOLDER') ? path : join(from, path), { adapters: [nginx] })
    const names = namesOf({ path, top: intake.top, files: intake.files }, from)
    expect(names.named(`${key}:3`)).toBe(`${whole(name)}:3`)
    expect(names.inDiff(key)).toBe(whole(inDiff === '' ? name : inDiff).replace(/^\//, ''))

    const before = intake.files[key]?.text ?? ''
    const after = before === SITE ? MENDED : `${before}# more\n`
    const [command = '', ...args] = names.applies.split(' ')
    await execa(command, args, { cwd: from, input: diffOf({ [key]: before }, { [key]: after }, names.inDiff) })
    expect(await readFile(intake.files[key]?.path ?? '', 'utf8')).toBe(after)
  },
)

test('what is no file of the tree keeps its name, in messages too', () => {
  const names = namesOf({ path: 'deploy', top: topOf(join(folder, 'deploy'), [nginx]), files: {} }, folder)
  expect(names.named('all-files.conf:1')).toBe('all-files.conf:1')
  expect(names.named('')).toBe('')
  expect(renamed(new SseCompatError('bad-file', 'no', { where: 'nginx.conf' }), names)).toMatchObject({
    where: 'deploy/nginx.conf',
  })
  expect(renamedNote('snippets/a.conf: left out', names)).toBe('deploy/snippets/a.conf: left out')
  expect(renamedNote('there is no enabled site: all are taken', names)).toBe('there is no enabled site: all are taken')
})
