import { describe, expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import type { Candidate, ConfigTree } from '../../harness/model/index.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const site = (location: string, around = '') => `${around}server {
    listen 80;
    location / {
        proxy_pass http://app;
${location}    }
}
`
const HELD = { criterion: 'delivery/live', observed: ['held-until-bytes'] }
const CUT = { criterion: 'truncation/apart', observed: ['looks-whole'] }
const QUIET = { criterion: 'heartbeat/quiet', observed: ['cut-idle'] }

const situation = (config: ConfigTree | string, version = build.version) => ({
  config: typeof config === 'string' ? { 'app.conf': config } : config,
  build: { ...build, version },
})
const candidates = (text: string, failing = HELD, version?: string) =>
  remedies.candidates(situation(text, version), failing)
const applied = (text: string, { change }: Candidate) => applyChange({ 'app.conf': text }, change)['app.conf']
const best = (text: string, failing = HELD): [Candidate, string] => {
  const [first] = candidates(text, failing)
  if (first === undefined) throw new Error('no candidate')
  return [first, applied(text, first) ?? '']
}

describe('what may turn a finding', () => {
  it.for([
    ['        proxy_cache pages;\n', ''],
    ['', 'proxy_cache_path /c keys_zone=pages:1m;\nproxy_cache pages;\n'],
  ] as const)('a cache that goes with the buffer is named, here and inherited: %j', ([location, around]) => {
    const [{ why, title, costs }] = best(site(location, around))
    expect(costs).toBe('the cache of everything else that it serves')
    expect(title).toBe('set proxy_buffering off')
    expect(why).toMatch(/nothing of this location is cached any more \(`proxy_cache pages`, app\.conf:\d\)/)
  })

  it('where nothing is cached, no cache is named', () => {
    for (const text of [site(''), site('        proxy_cache off;\n', 'proxy_cache pages;\n')])
      expect(best(text)[0]).toMatchObject({ why: expect.not.stringContaining('cached') })
    expect(best(site(''))[0].costs).toBeUndefined()
  })

  it('a default that is written nowhere is named, and one line is put beside proxy_pass', () => {
    const [{ setting, title }, text] = best(site(''))
    expect(setting).toMatchObject({ name: 'proxy_buffering', says: 'proxy_buffering is not set: on is the default' })
    expect(setting.where).toBeUndefined()
    expect(title).toBe('set proxy_buffering off')
    expect(text).toBe(site('        proxy_buffering off;\n'))
  })

  it.for([
    ['truncation/kept', 'set proxy_buffering off'],
    ['origin-close/told', 'set proxy_buffering off'],
    ['http2/live', 'set proxy_buffering off'],
    ['post-stream/live', 'set proxy_buffering off'],
    ['total-cap/cap', 'set proxy_buffering off'],
    ['llm/tokens', 'set proxy_buffering off'],
    ['mcp/live', 'set proxy_buffering off'],
  ] as const)('%s: buffering may be the cause of it', ([criterion, title]) => {
    expect(candidates(site(''), { criterion, observed: [] }).map((one) => one.title)).toContain(title)
  })

  it.for([
    ['        limit_rate 300;\n', ['app.conf:5: limit_rate 300;'], 'set limit_rate 0'],
    ['        proxy_limit_rate 1k;\n', ['app.conf:5: proxy_limit_rate 1k;'], 'set proxy_limit_rate 0'],
    ['        set $limit_rate 4k;\n', ['app.conf:5: set $limit_rate 4k;'], 'take out `set $limit_rate 4k;`'],
    ['        limit_rate 0;\n', [], 'set proxy_buffering off'],
    ['', [], 'set proxy_buffering off'],
  ] as const)('a limit on the rate comes before the buffer, with its line: %j', ([lines, settings, first]) => {
    const found = remedies.rateLimits?.(situation(site(lines))).map(({ where, says }) => `${where}: ${says}`)
    expect(found).toEqual(settings)
    expect(best(site(lines))[0].title).toBe(first)
  })

  it.for([
    ['        gzip on;\n', true],
    ['        brotli on;\n', true],
    ['        gzip on;\n        gzip_vary on;\n', false],
    ['        gzip off;\n', false],
    ['', false],
  ] as const)('a compressed response without Vary, with %j: gzip_vary is the default to blame: %s', ([lines, is]) => {
    const found = candidates(site(lines), { criterion: 'compression/vary', observed: ['missing'] })
    const one = found.find(({ title }) => title === 'set gzip_vary on')
    expect(one?.setting.says).toBe(is ? 'gzip_vary is not set: off is the default' : undefined)
  })

  it('a compressor that does not end a cut response is turned off for this place', () => {
    const around = 'brotli on;\nbrotli_types *;\n'
    const [, text] = best(site('', around), { criterion: 'resume/end-seen', observed: ['not-seen'] })
    expect(text).toContain(around)
    expect(text).toContain('        brotli off;')
  })

  it.for([
    ['reload/open-stream', 'worker_shutdown_timeout 2s;\nevents { }\n', 'worker_shutdown_timeout 1h;\nevents { }\n'],
  ] as const)('what the processes are given is changed in the main file: %j, %j', ([criterion, before, after]) => {
    const http = `http {\n${site('')}}\n`
    const [{ setting }, text] = best(before + http, { criterion, observed: [] })
    expect(text).toBe(after + http)
    expect(setting.doc).toMatch(/^https:\/\/nginx\.org\/en\/docs\/ngx_core_module\.html#worker_/)
  })

  it('a line of the location is changed where it stands', () => {
    const [{ setting }, text] = best(site('        proxy_buffering on; # why\n'))
    expect(setting).toMatchObject({ where: 'app.conf:5', says: 'proxy_buffering on;' })
    expect(text).toBe(site('        proxy_buffering off; # why\n'))
  })

  it('a line further out is to blame, and stays for the other routes', () => {
    const around = 'proxy_buffering on;\n'
    const [{ setting }, text] = best(site('', around))
    expect(setting.where).toBe('app.conf:1')
    expect(text).toBe(site('        proxy_buffering off;\n', around))
  })

  it('what is as it should be is not proposed', () => {
    const titles = candidates(site('        proxy_buffering off;\n        proxy_http_version 1.1;\n')).map(
      (one) => one.title,
    )
    expect(titles).not.toContain('set proxy_buffering off')
    expect(titles).not.toContain('set proxy_http_version 1.1')
  })

  it.for([
    ['1.26.3', '1.0 is the default up to nginx 1.29.6'],
    ['1.30.6', undefined],
  ] as const)('HTTP/1.0 to the origin is the default of nginx %s: %s', ([version, says]) => {
    const one = candidates(site(''), CUT, version).find(({ title }) => title === 'set proxy_http_version 1.1')
    expect(one?.setting.says).toBe(says === undefined ? undefined : `proxy_http_version is not set: ${says}`)
  })

  it('HTTP/2 to the origin is not changed to HTTP/1.1', () => {
    const titles = candidates(site('        proxy_http_version 2;\n'), CUT, '1.30.6').map(({ title }) => title)
    expect(titles).not.toContain('set proxy_http_version 1.1')
  })

  it('the type of event streams is taken out of what is compressed, the others stay', () => {
    const text = site('        proxy_buffering off;\n', 'gzip on;\ngzip_types text/css text/event-stream;\n')
    const one = candidates(text).find(({ title }) => title.includes('text/event-stream'))
    expect(one && applied(text, one)).toContain('gzip_types text/css;')
    // In the location nothing would be left of it; further out it stays for other routes.
    const further = text.replace('text/css text/event-stream', 'text/event-stream')
    const types = (some: string) => candidates(some).find(({ setting }) => setting.says.startsWith('gzip_types'))
    expect(types(further)).toBeUndefined()
    expect(candidates(further).map(({ title }) => title)).toContain('set gzip off')
    const own = site('        gzip on;\n        gzip_types text/event-stream;\n')
    const gone = types(own)
    expect(gone && applied(own, gone)).not.toContain('gzip_types')
  })

  it('the limit on silence', () => {
    const [{ setting }, text] = best(site('        proxy_read_timeout 3s;\n'), QUIET)
    expect(setting.where).toBe('app.conf:5')
    expect(text).toContain('proxy_read_timeout 1h;')
  })

  it('a criterion that nobody thought of gets everything', () => {
    const known = candidates(site(''), QUIET)
    expect(candidates(site(''), { criterion: 'new/one', observed: ['odd'] }).length).toBeGreaterThan(known.length)
  })

  it('a location on one line keeps its line', () => {
    const [, text] = best('server { location / { proxy_pass http://app; } }\n')
    expect(text).toBe('server { location / { proxy_pass http://app; proxy_buffering off; } }\n')
  })

  it('nothing where nothing can be read', () => {
    for (const text of ['server {', '', '}', 'server { listen 80; }']) {
      expect(candidates(text)).toEqual([])
      expect(remedies.probes(situation(text))).toEqual([])
      expect(remedies.myths(situation(text))).toEqual([])
      expect(remedies.application(situation(text), HELD)).toEqual([])
    }
  })
})

describe('besides', () => {
  it('each line of the route can be taken out, by itself, and those that make the route, or guard it, stay', () => {
    const text = site(
      '        sub_filter a b;\n        proxy_set_header Host $host;\n        allow 10.0.0.0/8;\n        add_header X-Frame-Options DENY;\n',
    )
    const says = remedies.probes(situation(text)).map(({ setting }) => setting.says)
    expect(says).toEqual(['sub_filter a b;', 'proxy_set_header Host $host;'])
  })

  it.for([
    'if ($scheme = http) { return 301 https://$host$request_uri; }',
    'if ($x = H) { return 301 https://$host$request_uri; }',
    'if ($bad) { set $blocked 1; }',
    'limit_except GET { deny all; }',
    'auth_request /auth;',
    'limit_req zone=a;',
    'client_max_body_size 1m;',
    'real_ip_header X-Forwarded-For;',
    'coraza on;',
    'modsecurity_rules "SecRuleEngine On";',
    'access_by_lua_block { ngx.exit(403) }',
    'proxy_set_header X-Forwarded-For $remote_addr;',
    'proxy_set_header Authorization "";',
    'proxy_ssl_verify on;',
    'secure_link $arg_md5;',
  ])('is never a guard: %s', (line) => {
    const text = site(`        ${line}\n`)
    expect(remedies.probes(situation(text))).toEqual([])
    expect(remedies.without(situation(text), 'app.conf:5')).toBeUndefined()
  })

  it('an `if` that guards nothing can be taken out', () => {
    const text = site('        if ($x) { add_header A b; }\n')
    expect(remedies.probes(situation(text)).map(({ setting }) => setting.says)).toEqual(['if ($x) { add_header A b; }'])
  })

  it.for([
    ['proxy_bufering off;', 'proxy_buffering off;'],
    ['proxy_read_timeout: 24h;', 'proxy_read_timeout 24h;'],
    ['proxy_read_timeout=24h;', 'proxy_read_timeout 24h;'],
    ['auth_basik "x";', 'auth_basic "x";'],
  ] as const)('a misspelt line that is refused is corrected: %s', ([written, meant]) => {
    const text = site(`        ${written}\n`)
    const one = remedies.without(situation(text), 'app.conf:5')
    expect(one && applied(text, one)).toBe(site(`        ${meant}\n`))
    expect(one?.setting.doc).toBe(`https://nginx.org/en/docs/dirindex.html#${meant.split(' ')[0]}`)
    expect(one?.setting.says).toBe(written)
  })

  it.for([
    ['app.conf:5', 'proxy_http_version 1.1\n    gzip off;', 'proxy_http_version 1.1;\n    gzip off;'],
    // nginx names the line of the `;`.
    ['app.conf:6', 'proxy_http_version "1.1"\n    gzip off;', 'proxy_http_version "1.1";\n    gzip off;'],
    ['app.conf:5', 'proxy_buffering = off;', 'proxy_buffering off;'],
    ['app.conf:5', 'proxy_read_timeout : 1h;', 'proxy_read_timeout 1h;'],
  ] as const)('%s: a sign that is missing or too much is put right: %s', ([where, written, meant]) => {
    const text = (line: string) =>
      ['server {', '  location / {', '    proxy_pass http://a;', '    # x', `    ${line}`, '  }', '}'].join('\n')
    const one = remedies.without(situation(text(written)), where)
    expect(applyChange({ 'app.conf': text(written) }, one?.change ?? [])).toEqual({ 'app.conf': text(meant) })
  })

  it.for([
    ['proxy_read_timeout 24hours;', 'proxy_read_timeout 24h;'],
    ['proxy_read_timeout 30 minutes;', 'proxy_read_timeout 30m;'],
    ['proxy_read_timeout 1 h;', 'proxy_read_timeout 1h;'],
    ['proxy_buffer_size "16KB";', 'proxy_buffer_size 16k;'],
    ['proxy_buffering false;', 'proxy_buffering off;'],
    ['chunked_transfer_encoding yes;', 'chunked_transfer_encoding on;'],
  ] as const)('a value that is refused is corrected: %s', ([written, meant]) => {
    const text = site(`        ${written}\n`)
    const one = remedies.without(situation(text), 'app.conf:5')
    expect(one && applied(text, one)).toBe(site(`        ${meant}\n`))
    expect(one?.setting.says).toBe(written)
  })

  it('another that is refused is taken out', () => {
    const text = site('        some_directive off;\n')
    const one = remedies.without(situation(text), 'app.conf:5')
    expect(one && applied(text, one)).toBe(site(''))
    expect(one?.setting.doc).toBe('https://nginx.org/en/docs/dirindex.html')
    expect(remedies.without(situation(text), 'other.conf:5')).toBeUndefined()
  })

  it('an ignored X-Accel-Buffering needs two changes', () => {
    const text = site('        proxy_ignore_headers Cache-Control X-Accel-Buffering;\n')
    const [alone, both] = remedies.application(situation(text), HELD)
    expect(alone?.change).toEqual([])
    expect(both?.originHeaders).toEqual([['X-Accel-Buffering', 'no']])
    expect(both && applied(text, both)).toContain('proxy_ignore_headers Cache-Control;')
  })

  it.for([
    ['proxy_set_header X-Accel-Buffering no;', true],
    ['add_header X-Accel-Buffering no;', true],
    ['chunked_transfer_encoding off;', true],
    ['chunked_transfer_encoding on;', false],
  ] as const)('%s: a myth: %s', ([line, isMyth]) => {
    const myths = remedies.myths(situation(site(`        ${line}\n`)))
    expect(myths.map(({ says, where }) => [says, where])).toEqual(isMyth ? [[line, 'app.conf:5']] : [])
  })
})

describe('an error_page that leads to the route', () => {
  const through = (page: string) =>
    `server {\n    listen 80;\n    location / { error_page ${page}; }\n    location @app { proxy_pass http://app; proxy_buffering off; }\n}\n`
  const failing = { criterion: 'resume/reconnect', observed: ['gave-up'] }

  it('gives the response the status of the error, unless it has `=`', () => {
    const [first] = candidates(through('404 @app'), failing)
    expect(first).toMatchObject({ setting: { name: 'error_page', where: 'app.conf:3', says: 'error_page 404 @app;' } })
    expect(first && applied(through('404 @app'), first)).toBe(through('404 = @app'))
  })

  it.for(['404 = @app', '404 =200 @app'])('%s is left alone', (page) => {
    expect(candidates(through(page), failing).map(({ setting }) => setting.name)).not.toContain('error_page')
  })
})
