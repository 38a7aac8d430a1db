import { expect, it } from 'vitest'
import { notTestedIn } from './not-http.ts'

it.for([
  ['ProxyPass / fcgi://app:9000/', 'fcgi'],
  ['ProxyPass / "unix:/run/x.sock|uwsgi://app/"', 'uwsgi'],
  ['<FilesMatch \\.php$>\nSetHandler "proxy:unix:/run/x.sock|fcgi://localhost"\n</FilesMatch>', 'fcgi'],
  ['<Proxy balancer://x>\nBalancerMember ajp://a:1\n</Proxy>', 'ajp'],
  ['RewriteRule ^ fcgi://app/ [P]', 'fcgi'],
] as const)('what is no HTTP is named: %j', ([text, protocol]) => {
  const found = notTestedIn({ 'a.conf': text })
  expect(found).toMatchObject([
    { kind: 'protocol', says: expect.stringContaining(`speaks ${protocol} to the application`) },
  ])
  expect(found[0]?.where).toBe(text.startsWith('<') ? 'a.conf:2' : 'a.conf:1')
})

it('an include that was not given, and nothing that is HTTP', () => {
  const text =
    'Include /etc/x.conf\nProxyPass / http://app/\nProxyPass /y balancer://x\nRewriteRule ^/z http://app/ [P]\nSetHandler server-status\n'
  expect(notTestedIn({ 'a.conf': text })).toEqual([{ kind: 'include', where: 'a.conf:1', says: '/etc/x.conf' }])
})

it('a handler that passes on with the path of a file', () => {
  const text = '<Location /sse>\nSetHandler "proxy:http://app:8080"\n</Location>'
  expect(notTestedIn({ 'a.conf': text })).toEqual([
    {
      kind: 'protocol',
      where: 'a.conf:2',
      says: 'SetHandler passes requests on as `proxy:http://app:8080`, with the path of a file, which is not tested here; what ProxyPass passes on is',
    },
  ])
})

it.for([
  ['<If "%{REQUEST_URI} =~ m#^/a#">\nProxyPass http://app/\n</If>', '<If %{REQUEST_URI} =~ m#^/a#>'],
  ['<Location /a>\n<If "true">\nProxyPassMatch http://app/\n</If>\n</Location>', '<If true>'],
] as const)('a ProxyPass in a condition, which Apache refuses: %j', ([text, condition]) => {
  const [found] = notTestedIn({ 'a.conf': text })
  expect(found).toMatchObject({ kind: 'protocol', says: expect.stringContaining(`cannot be in \`${condition}\``) })
  expect(notTestedIn({ 'a.conf': '<Location /a>\nProxyPass http://app/\n</Location>' })).toEqual([])
})

it.for(['Directory /srv/www', 'FilesMatch x'])('a rule in <%s> that passes requests for files on', (section) => {
  const [name = ''] = section.split(' ')
  const text = `<${section}>\nRewriteEngine On\nRewriteRule ^a/(.*) http://app/$1 [P]\nRewriteRule ^b /c\n</${name}>`
  expect(notTestedIn({ 'a.conf': text })).toEqual([
    {
      kind: 'protocol',
      where: 'a.conf:3',
      says: `\`RewriteRule ^a/(.*)\` in <${section}> passes on requests for files, and no files are served here. To test it, write it outside of the section into a copy, for the whole path: \`RewriteRule ^/a/(.*) …\``,
    },
  ])
})

it('a rule of an .htaccess for the names of its folder', () => {
  const rules = 'RewriteEngine On\nRewriteRule ^events/(.*)$ http://app/$1 [P]\nRewriteRule ^(.*)$ http://app/$1 [P]\n'
  expect(notTestedIn({ '.htaccess': rules })).toEqual([
    {
      kind: 'protocol',
      where: '.htaccess:2',
      says: '`RewriteRule ^events/(.*)$` in an .htaccess passes on requests for files, and no files are served here. To test it, write it outside of the section into a copy, for the whole path: `RewriteRule ^/events/(.*)$ …`',
    },
  ])
  expect(notTestedIn({ 'a.conf': rules })).toEqual([])
})
