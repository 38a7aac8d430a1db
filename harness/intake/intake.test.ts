import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { readIntake } from './read.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'intake-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const read = (path: string, values = {}) => readIntake(path, { adapters: [nginx, apache], values })
const keys = (path: string) => Object.keys(read(path).config)
const SITE = 'server {\n  listen 80;\n  location / { proxy_pass http://app; }\n}\n'
const MAIN = 'events { }\nhttp {\n  include /etc/nginx/sites-enabled/*;\n}\n'

describe('which product', () => {
  it.for([
    ['proxy_pass http://app;\nproxy_buffering off;\n', 'nginx'],
    ['location /sse/ {\n  proxy_pass http://app;\n}\n', 'nginx'],
    [SITE, 'nginx'],
    ['<VirtualHost *:80>\n  ProxyPass / http://app/\n</VirtualHost>\n', 'apache'],
    ['ProxyPass /sse/ http://app/sse/\n', 'apache'],
    ['LoadModule proxy_module modules/mod_proxy.so\nListen 80\n', 'apache'],
  ] as const)('%j', ([text, product]) => {
    expect(read(join(folderWith({ 'a.txt': text }), 'a.txt')).product).toBe(product)
  })

  it('says so where it is neither', () => {
    const file = join(folderWith({ 'a.yml': 'a: 1\nb: 2\n' }), 'a.yml')
    expect(() => read(file)).toThrow(expect.objectContaining({ code: 'unknown-product' }))
  })
})

describe('which files', () => {
  it('takes a tree with its main file first, and nothing that is private', () => {
    const folder = folderWith({
      'nginx.conf': MAIN,
      'conf.d/a.conf': 'gzip on;\n',
      'snippets/proxy.conf': 'proxy_buffering off;\n',
      'mime.types': 'types { }\n',
      '.htpasswd': 'a:b\n',
      'ssl/site.key': 'x\n',
      'sites-available/app': SITE,
    })
    symlinkSync('/etc/nginx/sites-available/app', join(folder, 'sites-available', 'away'))
    mkdirSync(join(folder, 'sites-enabled'))
    symlinkSync('/etc/nginx/sites-available/app', join(folder, 'sites-enabled', 'app'))
    symlinkSync('/etc/hostname', join(folder, 'sites-enabled', 'outside'))
    symlinkSync('../sites-available/gone', join(folder, 'sites-enabled', 'gone'))
    const { config, files, notes } = read(folder)
    expect(Object.keys(config)).toEqual([
      'nginx.conf',
      'conf.d/a.conf',
      'mime.types',
      'sites-available/app',
      'sites-available/away',
      'sites-enabled/app',
      'snippets/proxy.conf',
    ])
    expect(files['sites-enabled/app']?.path).toBe(join(folder, 'sites-available', 'app'))
    expect(notes).toEqual([
      'sites-enabled/gone: a link to ../sites-available/gone, which does not exist here, was skipped',
      'sites-enabled/outside: a link to a path outside of the folder was skipped',
    ])
  })

  it('finds the tree around a file, and takes a file without includes alone', () => {
    const folder = folderWith({
      'nginx.conf': MAIN,
      'sites-enabled/app': `include snippets/a.conf;\n${SITE}`,
      'snippets/a.conf': 'gzip on;\n',
      'sites-enabled/alone': SITE,
    })
    expect(keys(join(folder, 'sites-enabled/app'))).toContain('snippets/a.conf')
    expect(keys(join(folder, 'sites-enabled/app'))[0]).toBe('sites-enabled/app')
    expect(keys(join(folder, 'sites-enabled/alone'))).toEqual(['sites-enabled/alone'])
  })

  it('makes a main file where there is none, and enables what is available where nothing is', () => {
    const loose = read(folderWith({ 'a.conf': SITE, 'b.conf': SITE }))
    expect(loose.config['all-files.conf']).toBe('include "a.conf";\ninclude "b.conf";\n')
    const copied = read(folderWith({ 'nginx.conf': MAIN, 'sites-available/a': SITE }))
    expect(Object.keys(copied.files)).toContain('sites-enabled/a')
    expect(copied.notes).toEqual(['there is no enabled site: all that are available are taken'])
  })

  it('leaves out of it what another file includes', () => {
    const folder = folderWith({
      'vhosts.d/app.conf.template': 'server {\n  listen 80;\n  include vhosts.d/places.inc;\n}\n',
      'vhosts.d/places.inc': 'location / { proxy_pass http://app; }\n',
      'vhosts.d/group.conf': 'upstream app { server b; }\n',
    })
    expect(read(folder).config['all-files.conf']).toBe('include "vhosts.d/app.conf";\ninclude "vhosts.d/group.conf";\n')
  })

  it.for([
    ['vhost.d/board.example.net', '/etc/nginx/vhost.d/board.example.net'],
    ['nginx.ssl.conf_sse', '/home/x/conf/web/nginx.ssl.conf_*'],
    ['sites/shop.php', 'sites/*'],
    ['snippets/proxy.json', 'snippets/proxy.json'],
  ] as const)('takes %s, since an include names it: %s', ([name, pattern]) => {
    const site = `server { listen 80; include ${pattern}; location / { proxy_pass http://app; } }\n`
    const folder = folderWith({ 'a.conf': site, [name]: 'proxy_buffering off;\n', 'not/this.json': '{}\n' })
    expect(keys(folder)).toEqual(['a.conf', name])
    expect(keys(join(folder, 'a.conf'))).toEqual(['a.conf', name])
  })

  it('takes what such a file includes, a folder that Apache includes, and nothing private', () => {
    const nested = folderWith({
      'a.conf': 'include x.one;\nserver { location / { proxy_pass http://app; } }\n',
      'x.one': 'include x.two;\n',
      'x.two': 'include site.key;\n',
      'site.key': 'secret\n',
    })
    expect(keys(nested)).toEqual(['a.conf', 'x.one', 'x.two'])
    const folder = folderWith({
      'a.conf': '<VirtualHost *:80>\nInclude extra\nProxyPass / http://app/\n</VirtualHost>\n',
      'extra/my.host.example': 'ProxyTimeout 5\n',
    })
    expect(keys(folder)).toContain('extra/my.host.example')
  })

  it('asks which main file is meant', () => {
    const folder = folderWith({ 'a/nginx.conf': MAIN, 'b/nginx.conf': MAIN })
    expect(() => read(folder)).toThrow(expect.objectContaining({ code: 'which-file' }))
  })

  it('does not wait for what is no file, nor read what is the system’s own', () => {
    const folder = folderWith({ 'a.conf': SITE })
    execFileSync('mkfifo', [join(folder, '.env'), join(folder, 'b.conf')])
    symlinkSync('/proc/kmsg', join(folder, 'c.conf'))
    expect(keys(join(folder, 'a.conf'))).toEqual(['a.conf'])
    expect(keys(folder)).toEqual(['a.conf'])
    expect(() => read(join(folder, 'b.conf'))).toThrow('neither a file nor a folder')
    if (existsSync('/proc/kmsg')) expect(() => read(join(folder, 'c.conf'))).toThrow('the system’s own')
  })

  it('gives up on folders that links lead to in too many ways', () => {
    const folder = folderWith(Object.fromEntries([...'abcdefghijkl'].map((name) => [`${name}/x.md`, ''])))
    for (const from of 'abcdefghijkl') {
      for (const to of 'abcdefghijkl') if (from !== to) symlinkSync(join('..', to), join(folder, from, to))
    }
    expect(() => read(folder)).toThrow(expect.objectContaining({ code: 'too-large', where: folder }))
  })

  it('is not led in circles by links', () => {
    const folder = folderWith({ 'nginx.conf': SITE })
    symlinkSync('.', join(folder, 'again'))
    symlinkSync('loop', join(folder, 'loop'))
    expect(keys(folder)).toEqual(['nginx.conf'])
    expect(() => read(join(folder, 'loop'))).toThrow('a link that leads to itself')
  })
})

describe('which bytes', () => {
  it.for([
    ['NUL', Buffer.from('server {\n\0}'), 'bad-file', 'a.conf:2'],
    ['UTF-16', Buffer.from('\ufeffserver { }', 'utf16le'), 'bad-file', 'a.conf:1'],
    ['too much', Buffer.alloc(10_000_001, 'a;\n'), 'too-large', 'a.conf'],
  ] as const)('refuses %s', ([, bytes, code, where]) => {
    const file = join(folderWith({ 'a.conf': bytes }), 'a.conf')
    expect(() => read(file)).toThrow(expect.objectContaining({ code, where }))
  })

  it('reads Latin-1, and gives the same bytes back', () => {
    const bytes = Buffer.from(`# d\xe9j\xe0 vu\n${SITE}`, 'latin1')
    const { files } = read(join(folderWith({ 'a.conf': bytes }), 'a.conf'))
    const { text, encoding } = files['a.conf'] ?? { text: '', encoding: 'utf8' }
    expect(encoding).toBe('latin1')
    expect(Buffer.from(text, encoding).equals(bytes)).toBe(true)
  })

  it.skipIf(process.getuid?.() === 0)(
    'says which file may not be read',
    { meta: { skipped: 'root may read any file' } },
    () => {
      const folder = folderWith({ 'a.conf': SITE })
      chmodSync(join(folder, 'a.conf'), 0)
      expect(() => read(join(folder, 'a.conf'))).toThrow('may not be read')
    },
  )

  it.for(['/dev/null', '/nowhere/at/all'])('refuses %s', (path) => {
    expect(() => read(path)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(bad-file|no-such-file)$/) }),
    )
  })
})

describe('templates', () => {
  const template =
    'server {\n  listen \x24{PORT};\n  location / {\n    proxy_pass http://\x24{BACKEND};\n    proxy_read_timeout \x24{WAIT};\n  }\n}\n'

  it('are filled in with what was given, and with stand-ins for names and ports', () => {
    const { config, files, unfilled, notes } = read(
      join(folderWith({ 'a.conf.template': template }), 'a.conf.template'),
      { BACKEND: 'app:3000' },
    )
    expect(config['a.conf.template']).toContain('listen 8080;')
    expect(config['a.conf.template']).toContain('http://app:3000;')
    expect(unfilled).toEqual([{ name: 'WAIT', where: 'a.conf.template:5' }])
    expect(notes).toEqual(['a.conf.template:2: PORT has no value, "8080" stands for it'])
    expect(files['a.conf.template']?.text).toBe(template)
  })

  it('lose the lines that are one variable without a value, and tell of those in files that are included', () => {
    const { config, unfilled, notes } = read(
      folderWith({
        'nginx.conf.template': `events { }\nhttp {\n  include proxy.conf;\n${SITE}\x24{MORE}\n}\n`,
        'proxy.conf.template': 'proxy_read_timeout \x24{WAIT};\n',
        'other.conf.template': 'proxy_send_timeout \x24{ELSEWHERE};\n',
      }),
    )
    expect(config['nginx.conf.template']).toBe(`events { }\nhttp {\n  include proxy.conf;\n${SITE}\n}\n`)
    expect(notes).toEqual(['nginx.conf.template:8: MORE has no value, nothing stands for it'])
    expect(unfilled).toEqual([{ name: 'WAIT', where: 'proxy.conf:1' }])
  })

  it('take values from a file beside them', () => {
    const folder = folderWith({ 'a.conf': template, '.env': '# x\nexport WAIT="5s"\nBACKEND=b:1 # y\nBAD=$(id)\n' })
    expect(read(join(folder, 'a.conf')).config['a.conf']).toContain('proxy_read_timeout 5s;')
  })

  it('are soon read, however many blanks a line has', () => {
    const blanks = ' '.repeat(400_000)
    const folder = folderWith({ 'a.conf': template, '.env': `WAIT=a${blanks}b\nPORT=8081${blanks}# c\n` })
    expect(read(join(folder, 'a.conf')).config['a.conf']).toContain('listen 8081;')
  })

  it('leave the variables of the proxy alone', () => {
    const text = 'set $APP_HOST app;\nproxy_pass http://\x24{APP_HOST};\n'
    expect(read(join(folderWith({ 'a.conf': text }), 'a.conf'), { host: 'x', uri: 'y' }).config['a.conf']).toBe(text)
  })
})

describe('a byte order mark', () => {
  it('is no part of the configuration, stays in the text that a change is written to, and is told', () => {
    const folder = folderWith({ 'nginx.conf': `\ufeff${MAIN}`, 'sites-enabled/app': `\ufeff${SITE}` })
    const { config, files, notes } = read(folder)
    expect(config).toMatchObject({ 'nginx.conf': MAIN, 'sites-enabled/app': SITE })
    expect(files['nginx.conf']?.text).toBe(`\ufeff${MAIN}`)
    expect(notes.filter((note) => /byte order mark/.test(note))).toHaveLength(2)
  })

  it('does not hide the product, an include or the first value', () => {
    const folder = folderWith({
      'a.conf': `\ufeffinclude b.conf;\nproxy_pass http://$APP;\n`,
      'b.conf': '\ufeffproxy_buffering off;\n',
      '.env': '\ufeffAPP=app.test\n',
    })
    const { product, config } = read(join(folder, 'a.conf'))
    expect(product).toBe('nginx')
    expect(config).toMatchObject({
      'a.conf': 'include b.conf;\nproxy_pass http://app.test;\n',
      'b.conf': 'proxy_buffering off;\n',
    })
  })
})

describe('values', () => {
  const million = 'x'.repeat(1_000_000)

  it('that make it too long are refused before it is made', () => {
    const folder = folderWith({ 'a.conf': `proxy_pass http://app;\n${'set $a "$BIG";\n'.repeat(10_000)}` })
    expect(() => read(folder, { BIG: million })).toThrow(/with its variables filled in, it is longer than 10 MB/)
  })

  it('of all files together', () => {
    const files = Array.from({ length: 12 }, (_, n) => [`f${n}.conf`, 'proxy_pass http://app; # $BIG\n'])
    const folder = folderWith(Object.fromEntries(files))
    expect(() => read(folder, { BIG: million })).toThrow(/longer than 10 MB/)
    expect(() => read(folder, { BIG: million.slice(500_000) })).not.toThrow()
  })

  it('that name each other are filled in once', () => {
    const folder = folderWith({ 'a.conf': 'proxy_pass http://$A;\n' })
    expect(read(folder, { A: '$B$B', B: '$A$A' }).config['a.conf']).toBe('proxy_pass http://$B$B;\n')
  })
})
