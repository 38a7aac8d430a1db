import { describe, expect, it } from 'vitest'
import { PLACE_HEADER } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const prepared = (text: string, marked = true) => adapter.prepare({ 'a.conf': text }, site, build, { marked })
const linesOf = (text: string, file = 'a.conf'): string[] => (prepared(text).files[`conf/${file}`] ?? '').split('\n')
const marking = (number: number) => `RequestHeader set ${PLACE_HEADER} "expr=${number} %{REQUEST_FILENAME}"`
const ADDRESS = 'http://127.83.4.8:40002'

const TWO = `Listen 80
<VirtualHost *:80>
  # a comment
  ServerName a.example
  ProxyPass /sse/ http://one/sse/
  ProxyPass / http://two
</VirtualHost>
<VirtualHost *:80>
  ServerName b.example
  <Location /x/>
    RewriteEngine On
    RewriteRule ^.*/x/(.*) http://one/y/$1 [P]
  </Location>
  ProxyPass / http://three
</VirtualHost>`

describe('each virtual host names itself', () => {
  it('in a file with its first line, at the same line, so that every other line stays where it is', () => {
    const lines = linesOf(TWO)
    expect(lines).toHaveLength(TWO.split('\n').length)
    expect(lines[3]).toBe(`Include ${site.directory}/conf/sse-compat-files/place-1.conf`)
    expect(linesOf(TWO, 'sse-compat-files/place-1.conf')).toEqual(['', '', '', 'ServerName a.example', marking(1), ''])
    expect(linesOf(TWO, 'sse-compat-files/place-2.conf').slice(8)).toEqual(['ServerName b.example', marking(2), ''])
    expect(linesOf(TWO, 'sse-compat-main.conf')).toContain(marking(0))
    expect(prepared(TWO).fileNames).toMatchObject({ 'sse-compat-files/place-1.conf': 'a.conf' })
  })

  it('and each line that passes requests on, by the address that it passes them to', () => {
    const places = prepared(TWO).places?.map(({ marker, fits, where, server }) => [marker, fits, where, server])
    const [one, two] = places?.filter(([marker]) => /sse\/$|y\/$/.test(marker ?? '')) ?? []
    expect(one).toEqual([`1 proxy:${ADDRESS}/sse/`, 'below', 'a.conf:5', 'a.conf:2'])
    expect(two).toEqual([`2 proxy:${ADDRESS}/y/`, 'start', 'a.conf:12', 'a.conf:8'])
    expect(places).toContainEqual(['1 ', 'start', 'a.conf:2', 'a.conf:2'])
    expect(places?.some(([marker, fits]) => marker?.startsWith('1 proxy:http://0x7f.') && fits === 'start')).toBe(true)
  })

  it('a line with an expression may pass on what looks like the longer address of another line', () => {
    const host = 'ProxyPass /a http://one/\nRewriteEngine On\nRewriteRule ^/(r.*) http://one/$1 [P]\n'
    const section = '<LocationMatch ^/live(/.*)?$>\nProxyPassMatch http://one\n</LocationMatch>'
    const { places = [] } = prepared(`${host}${section}`)
    expect(places.filter(({ isOpen }) => isOpen).map(({ where }) => where)).toEqual(['a.conf:3', 'a.conf:5'])
  })

  it('as the routes identify them', () => {
    const places = prepared(TWO).places ?? []
    const routes = adapter.routes?.({ 'a.conf': TWO }, build) ?? []
    expect(routes).toHaveLength(4)
    for (const { place, where, serverWhere } of routes)
      expect(places.filter(({ id }) => id === place)).toMatchObject([{ where, server: serverWhere }])
  })

  it('over HTTP/2 to the application as well, in cleartext', () => {
    for (const scheme of ['h2c', 'h2', 'H2C']) {
      const { places } = prepared(`ProxyPass / ${scheme}://one/`)
      expect(places?.map(({ marker }) => marker)).toContain('0 proxy:h2c://127.83.4.8:40002/')
    }
  })

  it('the main server in the file of the harness', () => {
    const { places, files } = prepared('ProxyPass / http://one/')
    expect(places?.map(({ marker }) => marker)).toEqual(['0 ', `0 proxy:${ADDRESS}/`])
    expect(files['conf/sse-compat-main.conf']).toContain(marking(0))
  })
})

describe('what cannot be marked is left as it is', () => {
  const LOADS = ['authz_core', 'mpm_event', 'proxy', 'proxy_http', 'unixd']
    .map((name) => `LoadModule ${name}_module modules/mod_${name}.so`)
    .join('\n')
  const HEADERS = 'LoadModule headers_module modules/mod_headers.so'
  const HOST = '<VirtualHost *:80>\nProxyPass / http://one/\n</VirtualHost>'

  it('loads mod_headers for nobody: the sections that ask for it would apply', () => {
    const without = prepared(`${LOADS}\n${HOST}`)
    expect(without.places).toEqual([])
    expect(Object.values(without.files).join('')).not.toMatch(/mod_headers|Sse-Compat/)
    expect(prepared(`${LOADS}\n${HEADERS}\n${HOST}`).places).toHaveLength(2)
    expect(prepared(`${LOADS}\n${HOST}\n${HEADERS}`).places).toEqual([])
  })

  it('a virtual host without a line of its own has the number of the main server, which is then no proof', () => {
    const text = `ProxyPass / http://one/\n<VirtualHost *:80>\n<Location />\nProxyPass http://two/\n</Location>\n</VirtualHost>`
    expect(prepared(text).places).toEqual([])
  })

  it('changes nothing where nobody asks for it', () => {
    const { places, files } = prepared(TWO, false)
    expect(places).toBeUndefined()
    expect(Object.values(files).join('')).not.toContain('Sse-Compat')
  })
})

it('a line of the user that reads like ours is removed, as any that tells where a path of this machine ends', () => {
  const text = `${marking(7)}\nProxyPass / http://a/`
  const written = Object.values(prepared(text).files).join('')
  expect(written).toContain('expr=')
  expect(written).not.toContain('expr=7')
})
