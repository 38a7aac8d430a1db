/** What nginx refuses is refused here too, in its own words, although addresses, `listen` and access rules are substituted. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConfigTree } from '../../harness/model/index.ts'
import { buildOf } from '../fuzz.fixture.ts'
import { adapter } from './adapter.ts'
import { site } from './build.fixture.ts'

const own = await buildOf(adapter)

/** What nginx says of a whole configuration as it is prepared to run. */
function tested(
  http: string,
  build = own,
  config: ConfigTree = { 'nginx.conf': `events {}\nhttp {\n${http}\n}\n` },
): { readonly status: number | null; readonly message: string; readonly where?: string } {
  if (build === undefined) throw new Error('no build')
  const directory = mkdtempSync(join(tmpdir(), 'refused-'))
  try {
    const here = { ...site, directory }
    const prepared = adapter.prepare(config, here, build, { path: '/' })
    for (const folder of prepared.folders) mkdirSync(join(directory, folder), { recursive: true })
    for (const [file, text] of Object.entries(prepared.files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true })
      writeFileSync(join(directory, file), text)
    }
    const [program = '', ...first] = build.exec
    const { status, stderr } = spawnSync(program, [...first, ...prepared.checkArgs], { encoding: 'utf8' })
    return { status, ...adapter.readRefusal(stderr, here, build) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
const passing = (target: string): string => `server { listen 80; location / { proxy_pass ${target}; } }`
const balanced = (server: string): string => `upstream app { server ${server}; } ${passing('http://app')}`
const listening = (words: string): string => `server { listen ${words}; location / { proxy_pass http://app; } }`
const within = (line: string): string => `server { listen 80; location / { ${line}; proxy_pass http://app; } }`

describe.skipIf(own === undefined)('nginx itself', () => {
  it.for([
    [passing('10.0.0.7:8000'), 'invalid URL prefix'],
    [passing('unix:/run/app.sock'), 'invalid URL prefix'],
    [passing('ws://app'), 'invalid URL prefix'],
    [passing('http:/app'), 'invalid URL prefix'],
    [passing('http//app'), 'invalid URL prefix'],
    [passing('http://10.0.0.7:80a'), 'invalid port in upstream "10.0.0.7:80a"'],
    [passing('http://10.0.0.7:/x'), 'invalid port in upstream "10.0.0.7:/x"'],
    [passing('http://10.0.0.7:99999'), 'invalid port in upstream "10.0.0.7:99999"'],
    [`upstream app { server b; } ${passing('http://app:80')}`, 'upstream "app" may not have port 80'],
    [balanced('http://10.0.0.7:8000'), 'invalid host in upstream "http://10.0.0.7:8000"'],
    [balanced('10.0.0.7/x'), 'invalid host in upstream "10.0.0.7/x"'],
    [balanced('10.0.0.7:abc'), 'invalid port in upstream "10.0.0.7:abc"'],
    [balanced('10.0.0.7 max_fail=3'), 'invalid parameter "max_fail=3"'],
    [balanced('10.0.0.7 weight:3'), 'invalid parameter "weight:3"'],
    [listening('443 ssl,http2'), 'invalid parameter "ssl,http2"'],
    [listening('80 443'), 'invalid parameter "443"'],
    [within('allow office.example.org'), 'invalid parameter "office.example.org"'],
    [within('deny 10.0.0.0/33'), 'invalid parameter "10.0.0.0/33"'],
  ] as const)('%s: %s', ([http, message]) => {
    expect(tested(http)).toEqual({ status: 1, message, where: 'nginx.conf:3' })
  })

  it('what is there twice, and the address is not told, since it is the harness’s own', () => {
    const message = (http: string) => tested(http).message
    expect(message(listening('80; listen 80'))).toBe('a duplicate listen')
    const both = `${listening('80 default_server')} server { listen *:80 default_server; }`
    expect(message(both)).toBe('a duplicate default server')
  })

  it('so in one file of a piece of a configuration; default servers of different files may belong to different ones', () => {
    const piece = (...files: readonly string[]) =>
      tested('', own, Object.fromEntries(files.map((text, at) => [`${at}.conf`, text])))
    const first = listening('80 default_server')
    const second = listening('80 default_server; server_name b.example.com')
    expect(piece(`${first}\n${second}`)).toEqual({
      status: 1,
      message: 'a duplicate default server',
      where: '0.conf:2',
    })
    expect(piece(listening('80; listen 0.0.0.0:80'))).toMatchObject({ status: 1, message: 'a duplicate listen' })
    expect(piece(first, second)).toMatchObject({ status: 0 })
  })

  it('a format of the log that nothing declares', () => {
    expect(tested(within('access_log /var/log/a.log main'))).toMatchObject({ message: 'unknown log format "main"' })
    expect(tested(`log_format main $uri; ${within('access_log /var/log/a.log main')}`)).toMatchObject({ status: 0 })
  })

  it.for(['limit_conn addr 3', 'limit_req zone=addr'])('a zone that nothing declares: %s', (line) => {
    expect(tested(within(line))).toEqual({ status: 1, message: 'zero size shared memory zone "addr"' })
  })

  it.for([
    passing('http://unix:/run/app.sock'),
    passing('HTTP://app:8000?x=1:y'),
    passing('http://[::1]:8000/a:b'),
    balanced('unix:/run/app.sock max_fails=3 fail_timeout=10s'),
    // NGINX Plus, or newer versions, have them.
    balanced('app.example.org resolve'),
    balanced('app slow_start=30s route=a drain'),
    listening('80 so_keepalive=30m::10 backlog=64'),
    within('allow 2001:db8::/32; allow 10.0.0.0/8; allow unix:; deny all'),
  ])('%s: nginx starts', (http) => {
    expect(tested(http)).toMatchObject({ status: 0 })
  })
})
