import { describe, expect, it, test } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const config = {
  'a.conf': `<VirtualHost *:80>
    GeoIPEnable On
    <IfModule mod_geoip.c>
        GeoIPEnable On
    </IfModule>
    ProxyPass / http://app/
</VirtualHost>
`,
}

test('a line of a module that the build lacks is left out where that is asked for, and listed with it', () => {
  const lacking = (options = {}) =>
    adapter.prepare(config, site, build, options).replaced.filter(({ lacks }) => lacks !== undefined)
  expect(lacking()).toEqual([])
  expect(lacking({ withoutLacking: true })).toEqual([
    expect.objectContaining({
      where: 'a.conf:2',
      lacks: 'mod_geoip',
      why: expect.stringContaining('libapache2-mod-geoip'),
    }),
  ])
})

describe('a module that sees the body', () => {
  const sec = (lines: string) =>
    adapter.remarks?.({ 'a.conf': `SecRuleEngine On\n${lines}ProxyPass / http://app/\n` }, withModule)

  it('is named where it keeps event streams, and its lines stay', () => {
    const on = 'SecResponseBodyAccess On\nSecResponseBodyMimeType text/html text/event-stream\n'
    expect(sec(on)).toEqual([
      {
        where: 'a.conf:3',
        says: expect.stringMatching(/keep such an answer until its end.*so no change of it is offered/),
      },
    ])
    expect(sec(on.replace('On', 'Off'))).toEqual([])
    expect(sec(on.replace(' text/event-stream', ''))).toEqual([])
  })

  const config = {
    'a.conf':
      '<IfModule security2_module>\nSecRuleEngine On\nSecResponseBodyAccess On\nSecRule ARGS x "exec:/bin/x"\n</IfModule>\nProxyPass / http://app/\n',
  }
  const withModule = {
    ...build,
    loadable: { ...build.loadable, mod_security2: '/m/mod_security2.so', mod_unique_id: '/m/mod_unique_id.so' },
  }

  it('is asked for as a package of Debian', () => {
    expect(adapter.modulePackages?.(config, build)).toEqual(['libapache2-mod-security2'])
    expect(adapter.modulePackages?.(config, withModule)).toEqual([])
    expect(adapter.modulePackages?.({ 'a.conf': 'QS_SrvMaxConn 9\nProxyPass / http://app/\n' }, build)).toEqual([])
  })

  it('is loaded where the build has it, with what it does to the body, and without what runs programs', () => {
    const { files, replaced } = adapter.prepare(config, site, withModule, { withoutLacking: true })
    const text = Object.values(files).join('\n')
    expect(text).toMatch(/LoadModule unique_id_module .*\nLoadModule security2_module/)
    expect(text).toContain('SecRuleEngine On\nSecResponseBodyAccess On\n')
    expect(text).not.toContain('exec:')
    expect(replaced.flatMap(({ where, untested }) => (untested ? [where] : []))).toEqual(['a.conf:4'])
  })

  it.for([
    ['<IfModule mod_brotli.c>\nAddOutputFilterByType BROTLI_COMPRESS text/event-stream\n</IfModule>\n', 'brotli'],
    ['<IfModule mod_sed.c>\nSetOutputFilter SED\n</IfModule>\n', 'sed'],
  ] as const)('is loaded where a section asks for it: %j', ([text, module]) => {
    const { files } = adapter.prepare({ 'a.conf': `${text}ProxyPass / http://app/\n` }, site, build)
    expect(files['conf/sse-compat-main.conf']).toContain(`LoadModule ${module}_module`)
  })
})
