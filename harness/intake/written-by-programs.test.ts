import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { readIntake } from './read.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function folderWith(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'written-'))
  folders.push(folder)
  writeFileSync(join(folder, name), text)
  return folder
}
const read = (path: string) => readIntake(path, { adapters: [nginx, apache] })
const SERVER = 'server {\n  location / { proxy_pass http://app; }\n}\n'

it.for([
  ['setup.sh', `#!/usr/bin/env bash\ncat > /etc/nginx/conf.d/a.conf << EOF\n${SERVER}EOF\n`, 'a shell script'],
  ['start.sh', '#! /bin/sh\necho "ProxyPass / http://app/" > a.conf\n', 'a shell script'],
  ['Dockerfile', `FROM nginx\nCOPY <<EOF /etc/nginx/conf.d/a.conf\n${SERVER}EOF\n`, 'a Dockerfile'],
  ['Dockerfile.prod', `ARG V=1\nfrom nginx:$V\nRUN cat > a.conf <<EOF\n${SERVER}EOF\n`, 'a Dockerfile'],
] as const)('%s is not read as the configuration that it writes', ([name, text, what]) => {
  const folder = folderWith(name, text)
  for (const path of [folder, join(folder, name)])
    expect(() => read(path)).toThrow(
      expect.objectContaining({
        code: 'other-format',
        message: expect.stringContaining(`this is ${what}, `),
        advice: expect.stringContaining('between `<<EOF` and `EOF`'),
      }),
    )
})

it('a script that writes none is not named', () => {
  expect(() => read(folderWith('backup.sh', '#!/bin/sh\ntar c /srv\n'))).toThrow(
    expect.objectContaining({ code: 'unknown-product' }),
  )
})
