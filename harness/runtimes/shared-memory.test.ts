// Needs an unpacked root with Apache.
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { apache, rootBuild } from './fixture.ts'
import { startLocal } from './local.ts'
import { killGroup } from './run-folder.ts'
import { groupsIn } from './run-processes.ts'
import { sharedMemoryOf } from './shared-memory.ts'

const build = rootBuild(apache)

test.skipIf(build === undefined || !existsSync('/dev/shm'))(
  'what an Apache with balanced servers has in shared memory goes when it is killed',
  async () => {
    if (build === undefined) return
    await using runtime = await startLocal()
    const modules = dirname(Object.values(build.loadable)[0] ?? '')
    const names = ['slotmem_shm', 'lbmethod_byrequests', 'proxy_balancer']
    const lines = names.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
    const extra = `${lines.join('\n')}
      <Proxy balancer://b>
      BalancerMember http://127.0.0.1:9
      </Proxy>
      ProxyPass /b/ balancer://b/`
    let directory = ''
    const adapter: typeof apache = {
      ...apache,
      prepare(config, site, facts) {
        directory = site.directory
        return apache.prepare(config, site, facts)
      },
    }
    const backend = { host: '127.0.0.1', port: 9 }
    const started = await runtime.start({ adapter, build, config: { 'extra.conf': extra }, backend, name: 'shm' })
    if ('failure' in started) throw new Error(started.message)
    const [group = 0] = groupsIn(directory)
    const files = sharedMemoryOf(group)
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => existsSync(file))).toEqual(files)
    killGroup(group, 'SIGKILL')
    await started.instance.died
    expect(files.filter((file) => existsSync(file))).toEqual([])
  },
)
