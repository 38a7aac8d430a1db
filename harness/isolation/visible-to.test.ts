/** What a proxy that is no unpacked package sees of this machine. */
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { build } from '../../proxies/nginx/build.fixture.ts'
import { limited, visibleTo } from './enclosed-proxy.ts'

const seenBy = (executable: string) => visibleTo({ ...build, exec: [executable], dataDirectory: '/srv/etc' }, '/none')
const isSeen = (executable: string, path: string): boolean =>
  seenBy(executable).some((folder) => path === folder || path.startsWith(`${folder}/`))

it.for([
  ['/home/somebody/bin/nginx', '/home/somebody/.ssh/id_ed25519'],
  ['/home/somebody/bin/nginx', '/home/somebody/bin/other'],
  ['/home/somebody/nginx', '/home/somebody/notes'],
  ['/home/somebody/.local/bin/nginx', '/home/somebody/.local/share/keyrings/login.keyring'],
  ['/opt/nginx/sbin/nginx', '/opt/nginx/conf/server.key'],
  ['/nginx', '/etc/passwd'],
] as const)('%s does not see %s', ([executable, file]) => {
  expect(isSeen(executable, file)).toBe(false)
  expect(isSeen(executable, executable)).toBe(true)
})

it('sees its libraries, and the list of types', () => {
  expect(isSeen('/opt/nginx/sbin/nginx', '/opt/nginx/lib/libssl.so.3')).toBe(true)
  expect(isSeen('/opt/nginx/sbin/nginx', '/srv/etc/mime.types')).toBe(true)
})

it.skipIf(process.platform !== 'linux')('its variables do not reach the program that sets the limits', () => {
  const env = { LD_PRELOAD: '/other/libc/x.so', UNSET: undefined }
  const { file, args, env: outer } = limited({ file: '/nginx', args: ['-t'], cwd: '/', env })
  expect([basename(file), outer]).toEqual(['prlimit', {}])
  expect(args.slice(args.indexOf('--') + 2)).toEqual(['LD_PRELOAD=/other/libc/x.so', '/nginx', '-t'])
})
