import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { languagesOf } from './known-names.ts'
import { imageBeside, readMounts, withNames } from './mounted-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mounts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function mountsOf(volumes: string, image = 'nginx') {
  const text = `services:\n  web:\n    image: ${image}\n    volumes:\n${volumes}  app:\n    image: app\n    volumes: [./app.conf:/etc/nginx/app.conf]\n`
  writeFileSync(join(folder, 'compose.yml'), text)
  return readMounts(folder, languagesOf([nginx]))
}

describe('names in the container', () => {
  it.for([
    ['      - ./a/site.conf:/etc/nginx/conf.d/default.conf:ro\n', 'a/site.conf', ['etc/nginx/conf.d/default.conf']],
    ['      - ./a/:/etc/nginx/conf.d/\n', 'a/b/site.conf', ['etc/nginx/conf.d/b/site.conf']],
    ['      - .:/etc/nginx\n', 'site.conf', ['etc/nginx/site.conf']],
    [
      '      - { type: bind, source: ./site.conf, target: /etc/nginx/site.conf }\n',
      'site.conf',
      ['etc/nginx/site.conf'],
    ],
    ['      - ./ab:/etc/nginx/conf.d\n', 'a/site.conf', []],
    ['      - logs:/var/log/nginx\n      - /var/run\n', 'site.conf', []],
    ['      - ./x:/etc/nginx/x\n', 'app.conf', []],
  ] as const)('%j: %s', ([volumes, key, names]) => {
    expect(mountsOf(volumes).names(key, undefined)).toEqual(names)
  })

  it('are also relative to the main file, which is found by its name there', () => {
    const mounts = mountsOf('      - ./n/m.conf:/etc/nginx/nginx.conf\n      - ./sites:/etc/nginx/conf.d\n')
    const isMain = (name: string) => name === 'nginx.conf'
    expect(mounts.main(['sites/a.conf', 'n/m.conf'], isMain)).toBe('n/m.conf')
    expect(mounts.main(['sites/a.conf'], isMain)).toBeUndefined()
    expect(mounts.names('n/m.conf', 'n/m.conf')).toEqual([])
    expect(mounts.names('sites/a.conf', 'n/m.conf')).toEqual(['etc/nginx/conf.d/a.conf', 'n/conf.d/a.conf'])
  })

  it('do not take the name of another file', () => {
    expect(
      withNames(
        [
          ['a', 1],
          ['b', 2],
        ],
        (key) => (key === 'a' ? ['b', 'c'] : []),
      ),
    ).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ])
  })

  it.for([
    ['COPY nginx.conf /etc/nginx/nginx.conf', 'nginx.conf', ['etc/nginx/nginx.conf']],
    ['COPY ./site.conf /etc/nginx/conf.d/', 'site.conf', ['etc/nginx/conf.d/site.conf']],
    ['COPY site.conf /etc/nginx/conf.d', 'site.conf', ['etc/nginx/conf.d/site.conf']],
    ['ADD site.conf /etc/nginx/conf.d/default.conf', 'site.conf', ['etc/nginx/conf.d/default.conf']],
    ['COPY --chown=nginx:nginx conf/ /etc/nginx/conf.d/', 'conf/a.conf', ['etc/nginx/conf.d/a.conf']],
    ['copy ["a.conf", "b.conf", "/etc/nginx/conf.d/"]', 'b.conf', ['etc/nginx/conf.d/b.conf']],
    ['COPY sites/*.conf \\\n  /etc/nginx/conf.d/', 'sites/a.conf', ['etc/nginx/conf.d/a.conf']],
    ['COPY --from=build /app/site.conf /etc/nginx/conf.d/', 'app/site.conf', []],
    ['# COPY site.conf /etc/nginx/conf.d/', 'site.conf', []],
    ['COPY site.conf conf.d/', 'site.conf', []],
    ['ADD https://a.example/site.conf /etc/nginx/conf.d/', 'site.conf', []],
  ] as const)('of a Dockerfile: %s', ([line, key, names]) => {
    writeFileSync(join(folder, 'Dockerfile'), `FROM nginx\n${line}\nRUN true\n`)
    expect(readMounts(folder, languagesOf([nginx])).names(key, undefined)).toEqual(names)
  })

  it.for([
    ['thousands of mounts give a few names', Array.from({ length: 3000 }, (_, at) => `.:/a${at}`), 8],
    ['a file that is mounted last of thousands has none', [...Array(3000).fill('x:/x'), '.:/a'], 0],
    // JavaScript would put such a key before that of the main file.
    ['a number is no name', ['./site.conf:/1'], 0],
    ['nor is that of a private file', ['./site.conf:/etc/a.key'], 0],
  ] as const)('%s', ([, volumes, expected]) => {
    const lines = volumes.map((volume) => `      - ${volume}`).join('\n')
    writeFileSync(join(folder, 'compose.yaml'), `services:\n  proxy:\n    image: nginx\n    volumes:\n${lines}\n`)
    expect(readMounts(folder, languagesOf([nginx])).names('site.conf', undefined)).toHaveLength(expected)
    rmSync(join(folder, 'compose.yaml'))
  })

  it('there are none without a compose file', () => {
    expect(readMounts(folder, languagesOf([nginx])).names('site.conf', undefined)).toEqual([])
  })
})

describe('a compose file of the folder above', () => {
  const write = (volume: string, image = 'nginx:1.27-alpine') => {
    const own = join(folder, 'conf')
    mkdirSync(own, { recursive: true })
    writeFileSync(
      join(folder, 'compose.yaml'),
      `services:\n  web:\n    image: ${image}\n    volumes: ["${volume}"]\n  app:\n    image: app\n`,
    )
    return own
  }

  it.for([
    ['./conf/a.conf:/etc/nginx/conf.d/default.conf', ['etc/nginx/conf.d/default.conf']],
    ['./conf:/etc/nginx', ['etc/nginx/a.conf']],
    ['.:/etc/nginx', ['etc/nginx/conf/a.conf']],
    ['./other:/etc/nginx', []],
    ['conf:/etc/nginx', []],
  ] as const)('names its files in the container: %s', ([volume, names]) => {
    expect(readMounts(write(volume), languagesOf([nginx])).names('a.conf', undefined)).toEqual(names)
  })

  it.for([
    ['./conf:/etc/nginx', 'nginx:1.27-alpine', 'nginx:1.27-alpine'],
    ['./conf:/etc/nginx', `nginx:\${TAG:-1.29}`, 'nginx:1.29'],
    ['./other:/etc/nginx', 'nginx:1.27', undefined],
    ['./conf:/etc/nginx', 'nginx; x', undefined],
  ] as const)('names the image that runs it: %s, %s', ([volume, image, expected]) => {
    expect(imageBeside(write(volume, image), ['nginx'])?.image).toBe(expected)
  })
})

it.for([
  ['FROM node AS build\nFROM --platform=linux/amd64 nginx:1.29\nCOPY . /etc/nginx\n', 'nginx:1.29'],
  ['FROM nginx AS a\nFROM node\n', undefined],
] as const)('a Dockerfile names the image: %j', ([text, expected]) => {
  writeFileSync(join(folder, 'Dockerfile'), text)
  expect(imageBeside(folder, ['nginx'])?.image).toBe(expected)
})
