import { expect, test } from 'vitest'
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
