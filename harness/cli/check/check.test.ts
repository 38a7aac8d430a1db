/** `sse-compat check` as people run it: the real program, with real proxies, on files of their own. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter as apache } from '../../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../../proxies/nginx/adapter.ts'
import { findBuilds } from '../../builds/find.ts'
import { TOP } from '../../catalog.ts'
import type { CheckReport } from './report.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const { builds } = await findBuilds([nginx, apache], { runtime: 'local', root: TOP })
const nginxBuild = builds.find(({ product }) => product === 'nginx')
const apacheBuild = builds.find(({ product }) => product === 'apache')
const SECRET = 'sesame-open-9f31'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function check(args: readonly string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, 'check', ...args], {
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1' },
  })
  return { exitCode, stdout, stderr }
}

async function report(...args: string[]): Promise<CheckReport & { exitCode: number | undefined }> {
  const { exitCode, stdout, stderr } = await check([...args, '--json'])
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as CheckReport), exitCode }
}

async function given(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

const causes = ({ routes: [route] }: CheckReport): Record<string, string | undefined> =>
  Object.fromEntries(
    (route?.failing ?? []).map(({ criterion, causes: [cause] }) => [criterion, cause?.where ?? cause?.says]),
  )

const BUFFERED = `upstream app {
    server 10.1.2.3:8080;
}
server {
    listen 80;
    server_name app.example.com;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection '';
        proxy_set_header X-Accel-Buffering no;
        proxy_buffering on; # why not
    }
}
`

describe.skipIf(nginxBuild === undefined).concurrent('nginx', { timeout: 240_000 }, () => {
  test('a whole tree: the line is named, the change is proven, written, and then it fails no more', async () => {
    const tree = join(folder, 'etc')
    const file = join(tree, 'conf.d', 'app.conf')
    await mkdir(join(tree, 'conf.d'), { recursive: true })
    await writeFile(
      join(tree, 'nginx.conf'),
      'user www-data;\nevents { worker_connections 768; }\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n',
    )
    await writeFile(file, BUFFERED)

    const before = await check([tree, '--fix', '--header', `X-Key: ${SECRET}`])
    expect(before.stderr).toMatch(/delivery\/live: conf\.d\/app\.conf:12: proxy_buffering on;/)
    expect(before.stdout).toMatch(/^broken: /m)
    expect(before.stdout + before.stderr).not.toContain(SECRET)
    expect(before.stdout).toContain(
      "goes to the application. nginx reads X-Accel-Buffering in the application's answer",
    )
    expect(await readFile(`${file}.sse-compat-backup`, 'utf8')).toBe(BUFFERED)
    expect(await readFile(file, 'utf8')).toContain('proxy_buffering off; # why not')
    const { mtimeMs } = await stat(file)

    const after = await report(tree)
    expect(causes(after)['delivery/live']).toBeUndefined()
    expect(after.routes[0]?.heartbeat?.everyMs).toBe(30_000)
    expect((await stat(file)).mtimeMs).toBe(mtimeMs)
    expect((await readdir(join(tree, 'conf.d'))).sort()).toEqual(['app.conf', 'app.conf.sse-compat-backup'])
  })

  test('a short limit: the line, and the heartbeat that keeps the stream alive', async () => {
    const text = BUFFERED.replace('proxy_buffering on;', 'proxy_buffering off;\n        proxy_read_timeout 2s;')
    const found = await report(await given('short.conf', text))
    expect(causes(found)['heartbeat/quiet']).toBe('short.conf:13')
    expect(found.routes[0]?.heartbeat?.largestMs).toBeLessThan(2000)
    expect(found.exitCode).toBe(1)
  })

  test('Ctrl-C ends it, and leaves nothing behind', async () => {
    const file = await given('interrupted.conf', BUFFERED)
    const child = spawn(process.execPath, [MAIN, 'check', file], { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = new Promise<number | null>((resolve) => {
      child.once('exit', resolve)
    })
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (data: Buffer) => String(data).includes('takes longer') && resolve())
      child.once('exit', () => resolve())
    })
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(`sse-compat-${child.pid}-`))).toEqual([])
    const running = await execa('ps', ['-eo', 'args'])
    expect(running.stdout).not.toContain(`sse-compat-${child.pid}-`)
  })
})

describe.skipIf(apacheBuild === undefined).concurrent('Apache', { timeout: 180_000 }, () => {
  const host = (inside: string) => `<VirtualHost *:80>
    ServerName app.example.com
    ProxyPass / http://10.1.2.3:8080/
${inside}</VirtualHost>
`

  test('a directive that there is not hides a filter: both are named, and turned by one change', async () => {
    const text = host(
      '    ProxyHTTPEngine on\n    <Location />\n        SetOutputFilter Sed\n        OutputSed "s|a|a|"\n    </Location>\n',
    )
    const found = await report(await given('sed.conf', text))
    expect(found.routes[0]?.grade).toBe('refused')
    expect(found.routes[0]?.failing[0]?.actual).toContain("Invalid command 'ProxyHTTPEngine'")
    expect(causes(found)).toMatchObject({ state: 'sed.conf:4', 'delivery/live': 'sed.conf:6' })
    expect(found.routes[0]?.combined?.turns).toEqual(expect.arrayContaining(['state', 'delivery/live']))
    expect(found.exitCode).toBe(1)
  })
})

describe('what cannot be checked is told in one line, with exit code 2', { timeout: 30_000 }, () => {
  test.for([
    ['a file that is not there', ['/nowhere/at.conf']],
    ['an option that is none', ['.', '--header', 'none']],
  ] as const)('%s', async ([_, args]) => {
    const { exitCode, stdout, stderr } = await check(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('binary', async () => {
    const file = join(folder, 'binary.conf')
    await writeFile(file, Buffer.from([0, 1, 2, 3]))
    const { exitCode, stderr } = await check([file])
    expect(exitCode).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
