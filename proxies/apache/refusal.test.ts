import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

it('an unknown directive is of a module that nothing has loaded, which is named', () => {
  const output =
    "AH00526: Syntax error on line 2 of /tmp/site/conf/a.conf:\nInvalid command 'SetEnvIfNoCase', perhaps\n"
  expect(adapter.readRefusal(output, site, build).message).toContain(
    'it belongs to mod_setenvif, which is not loaded: load it (a2enmod setenvif)',
  )
})
