import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { languagesOf } from './known-names.ts'
import { printedFiles } from './printed-files.ts'
import { readAllInput, readInput } from './standard-input.ts'

const options = { adapters: [nginx, apache] }
const read = (text: string) => readInput(Buffer.from(text), options)

const MAIN = 'events {}\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n    include /usr/share/site.inc;\n}\n'
const SITE = 'server {\n    location / { proxy_pass http://app; }\n}\n'
/** As nginx writes it: a head, the file, and a line end. */
const dump = (...files: [string, string][]): string =>
  files.map(([path, text]) => `# configuration file ${path}:\n${text}\n`).join('')
const WHOLE = dump(
  ['/etc/nginx/nginx.conf', MAIN],
  ['/etc/nginx/conf.d/app.conf', SITE],
  ['/usr/share/site.inc', '# nothing'],
)

test('a dump is split into its files, each with its own bytes and its own path', () => {
  const { product, files, config, isPrinted } = read(WHOLE)
  expect({ product, isPrinted }).toEqual({ product: 'nginx', isPrinted: true })
  expect(Object.keys(config)[0]).toBe('nginx.conf')
  expect(Object.values(files).map(({ path, text }) => [path, text])).toEqual([
    ['/etc/nginx/nginx.conf', MAIN],
    ['/etc/nginx/conf.d/app.conf', SITE],
    ['/usr/share/site.inc', '# nothing'],
  ])
})

test.for([
  ['with what nginx says of it before', `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n${WHOLE}`],
  ['with a warning before', `2026/11/29 10:00:00 [warn] 1#1: low\nnginx: [warn] low\n\n${WHOLE}`],
] as const)('the same %s', ([_, text]) => {
  expect(read(text).config).toEqual(read(WHOLE).config)
})

test('what is included is found by the paths of the machine that the dump comes from', () => {
  const { config } = read(WHOLE)
  const routes = nginx.routes?.(config, { product: 'nginx', version: '1.26.3', modules: [], facts: {} } as never)
  expect(routes?.map(({ where }) => where)).toEqual(['conf.d/app.conf:2'])
})

test.for([
  ['nginx', SITE],
  ['apache', '<VirtualHost *:80>\n    ProxyPass / http://app/\n</VirtualHost>\n'],
] as const)('a single configuration, of %s', ([product, text]) => {
  const given = read(text)
  expect([given.product, given.isPrinted, given.config]).toEqual([product, false, { '<stdin>': text }])
})

test.for([
  ['a comment within that looks alike', `${SITE}# configuration file /etc/other.conf:\n`],
  ['no file', ''],
] as const)('%s is no dump', ([_, text]) => {
  for (const language of languagesOf(options.adapters)) expect(printedFiles(text, language)).toBeUndefined()
})

test.for([
  ['empty', ' \n\t\n', 'bad-file', /empty/],
  ['of neither product', 'hello\n', 'unknown-product', /<stdin> is no configuration/],
  ['binary', 'server {\0}', 'bad-file', /binary/],
  ['too long', '#'.repeat(10_000_001), 'too-large', /more than 10 MB/],
] as const)('%s: one line that says so', ([_, text, code, message]) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
})

test('it is read to its end, and no more than a configuration may have; a terminal is not waited for', async () => {
  expect((await readAllInput(Readable.from(['a', 'b']))).toString()).toBe('ab')
  const endless = Readable.from(
    (function* () {
      while (true) yield Buffer.alloc(1e6)
    })(),
  )
  await expect(readAllInput(endless)).rejects.toMatchObject({ code: 'too-large' })
  await expect(readAllInput(Object.assign(Readable.from([]), { isTTY: true }))).rejects.toMatchObject({
    code: 'bad-file',
  })
})
