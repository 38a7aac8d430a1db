import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { valuesInCompose } from './compose.ts'
import { readIntake } from './read.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const IMAGES = ['nginx', 'httpd']

const service = (environment: string, image = 'nginx:1.27') =>
  `services:\n  web:\n    image: ${image}\n    environment:\n${environment}  api:\n    image: example/api\n    environment:\n      PORT: 1\n`

describe('values of a compose file', () => {
  it.for([
    ['      PORT: "8080"\n      TIMEOUT: 300\n      OTHER:\n', { PORT: '8080', TIMEOUT: '300' }],
    ['      - PORT=8080\n      - OTHER\n', { PORT: '8080' }],
    [`      A: \${HERE}\n      B: \${NOT:-b}\n      C: $$x\n      D: \${NOT}\n`, { A: 'h', B: 'b', C: '$x', D: '' }],
  ] as const)('%j', ([environment, values]) => {
    expect(valuesInCompose(service(environment), IMAGES, { HERE: 'h' })).toEqual(values)
  })

  it('with a tag that is not known here are read without a warning, which would print the line', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    expect(valuesInCompose(service('      A: !vault top-secret\n'), IMAGES, {})).toEqual({ A: 'top-secret' })
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })

  it('are those of the proxy, or of the only service', () => {
    expect(valuesInCompose(service('      PORT: 2\n', 'registry.example/team/httpd:2.4'), IMAGES, {})).toEqual({
      PORT: '2',
    })
    expect(valuesInCompose(service('      PORT: 2\n', 'example/web'), IMAGES, {})).toEqual({})
    expect(valuesInCompose('services:\n  a:\n    build: .\n    environment: { PORT: 3 }\n', IMAGES, {})).toEqual({
      PORT: '3',
    })
  })

  it.for(['', 'a: [', '- a', 'services: 1', 'services: { a: 1 }'])(
    'of one that says nothing there are none: %j',
    (text) => {
      expect(valuesInCompose(text, IMAGES, {})).toEqual({})
    },
  )
})

describe("a template of nginx's image", () => {
  const TEMPLATE = `server {
    listen \${PORT:-8080};
    # \${COMMENT:-x}
    location / {
        proxy_pass http://\${APP:-app};
        proxy_read_timeout \${TIMEOUT}s;
    }
}
`
  const MOUNTED = '    volumes:\n      - ./templates:/etc/nginx/templates:ro\n'
  const read = (given: string, mounted = MOUNTED, more: Readonly<Record<string, string>> = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'))
    folders.push(folder)
    mkdirSync(join(folder, 'templates'))
    writeFileSync(join(folder, 'docker-compose.yml'), service(`      TIMEOUT: "300"\n      PORT: "81"\n${mounted}`))
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    writeFileSync(join(folder, 'templates', 'default.conf.template'), TEMPLATE)
    return readIntake(join(folder, given), { adapters: [nginx], values: {} })
  }

  it.for(['', 'templates/default.conf.template'])('is filled in from the compose file, given as "%s"', (given) => {
    const { config, unfilled, notes } = read(given)
    const text = Object.values(config)[0] ?? ''
    expect(text).toContain('listen 81;')
    expect(text).toContain('http://app;')
    expect(text).toContain('proxy_read_timeout 300s;')
    expect(unfilled).toEqual([])
    const told = notes.filter((note) => note.includes('envsubst'))
    expect(told).toEqual([
      expect.stringMatching(/default\.conf[^:]*:2: \$\{PORT:-8080\} is left as it is by envsubst.*write \$\{PORT\}/),
      expect.stringMatching(/:5: \$\{APP:-app\} /),
    ])
  })

  const GIVEN = 'templates/default.conf.template'

  it.for([
    ['', 'docker-compose.yml'],
    [GIVEN, '../docker-compose.yml'],
    ['templates', '../docker-compose.yml'],
  ] as const)('says which file gave each value, given as "%s"', ([given, source]) => {
    expect(read(given).notes).toContain(`PORT, TIMEOUT: filled in from ${source}, beside the configuration`)
  })

  it.for([
    ['mounts something else', '    volumes:\n      - ./site:/etc/nginx/templates\n      - templates:/x\n', {}],
    ['mounts nothing', '', {}],
    ['is above the root of the repository', MOUNTED, { 'templates/.git/HEAD': '' }],
    ['is above another compose file', MOUNTED, { 'templates/compose.yaml': 'services: {}\n' }],
  ] as const)('is not filled in from a compose file above that %s', ([, mounted, more]) => {
    const { unfilled, notes } = read(GIVEN, mounted, more)
    expect(unfilled.map(({ name }) => name)).toContain('TIMEOUT')
    expect(notes.filter((note) => note.includes('filled in from'))).toEqual([])
  })

  it.for([
    '    build: ./templates\n',
    '    build:\n      context: .\n',
    '    volumes:\n      - type: bind\n        source: ./templates/default.conf.template\n        target: /x\n',
  ])('is filled in where a service has it: %j', (mounted) => {
    expect(read(GIVEN, mounted).unfilled).toEqual([])
  })

  it("a folder's own file comes first, and an .env above gives a value only through the compose file", () => {
    const { config, notes } = read(GIVEN, MOUNTED, { 'templates/.env': 'PORT=82\n', '.env': 'APP=secret\n' })
    const text = Object.values(config)[0] ?? ''
    expect(text).toContain('listen 82;')
    expect(text).toContain('http://app;')
    expect(notes.filter((note) => note.includes('filled in from'))).toEqual([
      'PORT: filled in from .env, beside the configuration',
      'TIMEOUT: filled in from ../docker-compose.yml, beside the configuration',
    ])
  })
})
