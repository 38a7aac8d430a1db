import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}
const read = (path: string) => readIntake(path, { adapters: [nginx, apache] })

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
data:
  default.conf: |
    server {
        listen 8080;
        location / { proxy_pass http://app; }
    }
`
const COMPOSE = 'services:\n  web:\n    image: nginx\n'

describe('a file of another program is recognised, and what to give instead is said', () => {
  it.for([
    [
      'ingress.yaml',
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\n',
      'a Kubernetes manifest (Ingress)',
      2,
      'nginx -T',
    ],
    ['map.yaml', CONFIG_MAP, 'a Kubernetes manifest (ConfigMap)', 2, 'kubectl exec'],
    [
      'values.yaml',
      'controller:\n  config:\n    proxy-buffering: "off"\n',
      'values of a Helm chart',
      1,
      'kubectl exec',
    ],
    ['docker-compose.yml', `# x\n${COMPOSE}`, 'a compose file', 2, 'folder'],
    ['Caddyfile', 'x.example {\n\treverse_proxy app:80\n}\n', 'a Caddyfile', 1, 'sse-compat probe'],
    ['site.conf', 'x.example {\n  reverse_proxy app:80\n}\n', 'a Caddyfile', 2, 'sse-compat probe'],
    ['haproxy.cfg', 'global\n\nfrontend www\n  bind :80\n', 'a configuration of HAProxy', 3, 'timeout server'],
    ['dynamic.yml', 'http:\n  routers:\n    a: {}\n', 'a configuration of Traefik', 1, 'sse-compat probe'],
    ['default.vcl', '# x\nvcl 4.1;\nbackend default { }\n', 'a VCL of Varnish', 2, 'between_bytes_timeout'],
    [
      'caddy.json',
      '{"apps":{"http":\n{"handler": "reverse_proxy"}}}\n',
      'a configuration of Caddy',
      2,
      'sse-compat probe',
    ],
    ['squid.conf', '# x\nhttp_port 3128 accel\n', 'a configuration of Squid', 2, 'sse-compat probe'],
    [
      'vhconf.conf',
      'docRoot $VH_ROOT/html\nextprocessor app {\n  type  proxy\n}\n',
      'a configuration of OpenLiteSpeed',
      2,
      'sse-compat probe',
    ],
    [
      'server.xml',
      '<Server>\n<Connector port="8080"/>\n</Server>\n',
      'a configuration of Tomcat',
      2,
      'sse-compat probe',
    ],
    ['lb.tf', 'resource "aws_lb" "app" {\n}\n', 'a load balancer of AWS (Terraform)', 1, 'idle_timeout'],
    [
      'dump',
      'VirtualHost configuration:\n*:80  app.example (/etc/a/sites-enabled/a.conf:1)\n',
      'what `apachectl -S` or `-t -D DUMP_…` prints',
      1,
      'the files that it names',
    ],
    [
      'dump',
      'Included configuration files:\n  (*) /etc/a/a.conf\n',
      'what `apachectl -S` or `-t -D DUMP_…` prints',
      1,
      'the files that it names',
    ],
    [
      'lighttpd.conf',
      '\nserver.modules += ( "mod_proxy" )\n',
      'a configuration of lighttpd',
      2,
      'stream-response-body',
    ],
    ['web.config', '<configuration>\n<system.webServer>\n', 'a configuration of IIS', 2, 'sse-compat probe'],
    ['envoy.yaml', 'admin: {}\nstatic_resources:\n', 'a configuration of Envoy', 2, 'sse-compat probe'],
  ] as const)('%s', ([name, text, what, line, advice]) => {
    const folder = folderWith({ [name]: text })
    const error = expect.objectContaining({
      code: 'other-format',
      message: expect.stringContaining(what),
      where: `${name}:${line}`,
      advice: expect.stringContaining(advice),
    })
    expect(() => read(join(folder, name))).toThrow(error)
    expect(() => read(folder)).toThrow(error)
  })

  it('is read as what an adapter of that product takes it for, without a line that includes another', () => {
    const folder = folderWith({ 'haproxy.cfg': 'frontend www\n  bind :80\n', 'more.cfg': 'backend app\n' })
    const language = {
      directives: [],
      proxyingDirectives: [],
      securityDirectives: /^acl/,
      likeness: (text: string) => text.match(/^(frontend|backend)/gm)?.length ?? 0,
      mainFiles: [],
      extensions: ['cfg'],
      wholeFolders: [],
      includedFolders: [],
      switchedOn: {},
      imageNames: [],
      valueFiles: [],
    }
    const { product, config } = readIntake(folder, { adapters: [{ ...nginx, product: 'haproxy', language }] })
    expect(product).toBe('haproxy')
    expect(Object.keys(config)).toEqual(['haproxy.cfg', 'more.cfg'])
  })

  it('an address', () => {
    expect(() => read('https://x.example/events')).toThrow(
      expect.objectContaining({ code: 'other-format', advice: expect.stringContaining('nginx -T') }),
    )
  })

  it.for([
    ['a Go template', 'location / {\n  {{- if .ssl }}\n  proxy_pass http://app:{{ .port }};\n  {{- end }}\n}\n', 2],
    ['a Jinja template', 'location / {\n  {% if ssl %}\n  proxy_pass http://{{ app }};\n  {% endif %}\n}\n', 2],
    ['an ERB template', 'location / {\n  proxy_pass http://<%= @app %>;\n}\n', 2],
    ['a template with {{…}}', 'location {{ROOT}}/x {\n  proxy_pass http://app;\n}\n', 1],
    ['an EPP template', 'location / {\n<% $all.each |$p| { -%>\n  proxy_pass <%= $p %>;\n<% } -%>\n}\n', 2],
    [
      'a template of Template Toolkit (cPanel)',
      '# x\n<VirtualHost[% ip %]:80>\nProxyPass / http://a/\n</VirtualHost>\n',
      2,
    ],
    ['a template in PHP (Plesk)', '<VirtualHost <?php echo $ip ?>>\nProxyPass / http://a/\n</VirtualHost>\n', 1],
    ['a template of ISPConfig', "location / {\n  proxy_pass {tmpl_var name='url'};\n}\n", 2],
    [
      'a template of Hestia or Vesta',
      'server {\n  listen %ip%:%web_port%;\n  location / { proxy_pass http://a; }\n}\n',
      2,
    ],
    ['a template of DirectAdmin', 'ServerName a\n|CUSTOM|\nProxyPass / http://a/\n', 2],
    ['a template with @@…@@', 'ServerRoot "@@ServerRoot@@"\nProxyPass / http://a/\n', 1],
  ] as const)('%s', ([what, text, line]) => {
    const file = join(folderWith({ 'a.conf': text }), 'a.conf')
    expect(() => read(file)).toThrow(
      expect.objectContaining({
        code: 'other-format',
        message: `this is ${what} that was not rendered`,
        where: `a.conf:${line}`,
        advice: expect.stringContaining('render it'),
      }),
    )
  })

  it.for([
    'location ~ "^/x{2}$" { proxy_pass http://app; }\n',
    '# {{ template }}\nlocation / { proxy_pass http://app; }\n',
    'log_format x \'{"a":{"b":"$uri"}}\';\nserver { location / { proxy_pass http://app; } }\n',
    'location / { proxy_pass http://$APP_HOST; }\n',
    'LogFormat "%h %l %u %t \\"%r\\" %>s %{User-agent}i"\nProxyPass / http://a/\n',
    'RewriteCond %{REQUEST_METHOD} ^(GET|POST|PUT)$\nRewriteRule ^/[%a-f]+ http://a/%1 [P]\nProxyPass / http://a/\n',
    'CustomLog "|/usr/bin/rotatelogs /x 86400" common\nProxyPass / unix:/x.sock|http://a/\n',
  ])('is no template: %j', (text) => {
    expect(() => read(join(folderWith({ 'a.conf': text }), 'a.conf'))).not.toThrow()
  })

  it.for([
    ['roles/web/templates/vhost.conf.j2', 'ProxyPass / {{ url }}\n', 'a template with {{…}}'],
    ['default.tpl', 'ServerName %domain_idn%\nProxyPass / http://a/\n', 'a template of Hestia or Vesta'],
    ['vhost.epp', 'ProxyPass / <%= $url %>\n', 'an EPP template'],
    ['vhost.conf.erb', 'ProxyPass / <%= @url %>\n', 'an ERB template'],
  ] as const)('a folder whose only configuration is the template %s', ([name, text, what]) => {
    expect(() => read(folderWith({ [name]: text, 'README.md': '# x' }))).toThrow(
      expect.objectContaining({
        message: `this is ${what} that was not rendered`,
        where: `${name}:1`,
        // The command of another product does not print it.
        advice: expect.not.stringContaining(' -T'),
      }),
    )
  })

  it('a template of something else is nobody’s configuration', () => {
    expect(() => read(folderWith({ 'page.j2': '<p>{{ name }}</p>\n' }))).toThrow(
      expect.objectContaining({ code: 'unknown-product' }),
    )
  })

  it('the one proxy configuration beside a compose file is taken', () => {
    const site = 'server { listen 80; location / { proxy_pass http://app; } }\n'
    const { config } = read(folderWith({ 'docker-compose.yml': COMPOSE, 'nginx/app.conf': site }))
    expect(Object.keys(config)).toEqual(['nginx/app.conf'])
  })
})

describe('nothing to test', () => {
  const DIRECTIVES = expect.stringMatching(/proxy_pass of .*; ProxyPass, .* of |ProxyPass, .* of .*; proxy_pass of /)

  it.for([
    ['an empty file', { 'a.conf': ' \n' }, 'a.conf', /a\.conf is empty$/],
    ['a text without directives', { 'a.conf': 'hello\n' }, 'a.conf', /a\.conf is no configuration of /],
    ['a folder whose main file is empty', { 'nginx.conf': '' }, '', /^nginx\.conf in .* is empty$/],
    ['a folder of empty files', { 'conf.d/a.conf': '', 'conf.d/b.conf': '' }, '', /^the 2 files in .* are empty$/],
    ['a folder without such files', { 'logo.png': 'x' }, '', /has no file of a configuration of /],
  ] as const)('%s', ([_, files, name, message]) => {
    expect(() => read(join(folderWith(files), name))).toThrow(
      expect.objectContaining({
        code: 'unknown-product',
        message: expect.stringMatching(message),
        advice: DIRECTIVES,
      }),
    )
  })

  it('a folder with nothing but a file of settings for the files in it', () => {
    const { folderSettings: settings } = apache
    const folder = folderWith({ [settings?.file ?? '']: 'RewriteEngine On\n', 'index.php': '' })
    expect(() => read(folder)).toThrow(
      expect.objectContaining({
        code: 'unknown-product',
        message: expect.stringContaining(settings?.says ?? '-'),
        where: join(folder, settings?.file ?? ''),
        advice: settings?.instead,
      }),
    )
  })

  it('an archive, and a folder with nothing else', () => {
    const archive = { message: 'etc.tar.gz is an archive', advice: 'unpack it, and give the folder' }
    const folder = folderWith({ 'etc.tar.gz': '\x1f\x8b\0' })
    for (const path of [folder, join(folder, 'etc.tar.gz')])
      expect(() => read(path)).toThrow(expect.objectContaining(archive))
  })

  it('a compose file with the text of a configuration in it', () => {
    const compose =
      'services:\n  web:\n    image: httpd\nconfigs:\n  vhost:\n    content: |\n      ProxyPass / http://app/\n'
    expect(() => read(folderWith({ 'compose.yaml': compose }))).toThrow(
      expect.objectContaining({
        where: 'compose.yaml:6',
        message: 'this is a compose file, and it has the text of a file in it',
        advice: expect.stringContaining('write that text to a file'),
      }),
    )
  })

  it('an empty folder', () => {
    const folder = join(folderWith({ 'x/y': '' }), 'z')
    mkdirSync(folder)
    expect(() => read(folder)).toThrow(expect.objectContaining({ message: `the folder ${folder} is empty` }))
  })

  it('a folder with a compose file that mounts no configuration, or one that is not there', () => {
    const compose = (volumes: string) => `services:\n  web:\n    image: nginx\n${volumes}`
    expect(() => read(folderWith({ 'compose.yaml': compose('') }))).toThrow(
      expect.objectContaining({
        code: 'other-format',
        where: 'compose.yaml:1',
        message: expect.stringMatching(/no service in it mounts a configuration of /),
        advice: expect.not.stringContaining('the folder that holds it'),
      }),
    )
    const volumes = '    volumes:\n      - ./missing.conf:/etc/nginx/nginx.conf\n'
    expect(() => read(folderWith({ 'compose.yaml': compose(volumes) }))).toThrow(
      expect.objectContaining({ message: expect.stringContaining('mount (./missing.conf) is no configuration of') }),
    )
  })
})
