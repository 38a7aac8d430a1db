import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { readIntake } from './read.ts'

const MAIN = 'events {}\nhttp { include sites-enabled/*; }\n'
const SITE = 'server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }\n'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'links-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

it('follows links that git stored as text, and names those that lead nowhere', () => {
  const folder = folderWith({
    'nginx.conf': MAIN,
    'sites-available/app': SITE,
    'sites-enabled/app': '../sites-available/app',
    'sites-enabled/deployed': '/etc/nginx/sites-available/app',
    'sites-enabled/gone': '../sites-available/gone',
    'sites-enabled/of-two-lines': '../sites-available/app\n../b',
  })
  const { config, files, notes } = readIntake(folder, { adapters: [nginx] })
  expect(config['sites-enabled/app']).toBe(SITE)
  expect(config['sites-enabled/deployed']).toBe(SITE)
  // The change of a fix is for the file itself.
  expect(files['sites-enabled/app']?.path).toBe(join(folder, 'sites-available', 'app'))
  expect(config['sites-enabled/gone']).toBeUndefined()
  expect(config['sites-enabled/of-two-lines']).toBe('../sites-available/app\n../b')
  expect(notes).toEqual([
    'sites-enabled/app: a link that is stored as text (../sites-available/app) was followed',
    'sites-enabled/deployed: a link that is stored as text (/etc/nginx/sites-available/app) was followed',
    'sites-enabled/gone: a link to ../sites-available/gone, which does not exist here, was skipped',
  ])
})
