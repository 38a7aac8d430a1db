import { afterEach, describe, expect, it } from 'vitest'
import { chooseIsolation } from './isolation.ts'

const local = { runtime: 'local' } as const
const docker = { runtime: 'docker' } as const
const { SSE_COMPAT_BWRAP, DOCKER_HOST } = process.env

/** A variable that is undefined would become the text `undefined`. */
function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

afterEach(() => {
  set('SSE_COMPAT_BWRAP', SSE_COMPAT_BWRAP)
  set('DOCKER_HOST', DOCKER_HOST)
})

describe('without bubblewrap', () => {
  it('says that there is none, and why', async () => {
    set('SSE_COMPAT_BWRAP', '/nowhere/bwrap')
    const { kind, says, bubblewrap } = await chooseIsolation('auto', local)
    expect(kind).toBe('none')
    expect(bubblewrap).toBeUndefined()
    expect(says).toMatch(/^isolation: none \(.+\)/)
  })

  it('refuses where isolation is required', async () => {
    set('SSE_COMPAT_BWRAP', '/nowhere/bwrap')
    await expect(chooseIsolation('require', local)).rejects.toMatchObject({ code: 'no-isolation' })
  })
})

it('a bubblewrap that makes no namespaces is none', async () => {
  set('SSE_COMPAT_BWRAP', '/bin/echo')
  expect(await chooseIsolation('auto', local)).toMatchObject({ kind: 'none' })
})

describe('containers', () => {
  it.skipIf(process.platform !== 'linux')('of an engine here are isolated', async () => {
    set('DOCKER_HOST', 'unix:///var/run/docker.sock')
    expect((await chooseIsolation('require', docker)).kind).toBe('container')
  })

  it('of an engine elsewhere are not', async () => {
    set('DOCKER_HOST', 'tcp://192.0.2.1:2375')
    expect((await chooseIsolation('auto', docker)).kind).toBe('none')
    await expect(chooseIsolation('require', docker)).rejects.toMatchObject({ code: 'no-isolation' })
  })
})

it('none where none is asked for', async () => {
  expect(await chooseIsolation('none', local)).toMatchObject({
    kind: 'none',
    says: expect.stringContaining('as asked'),
  })
})
