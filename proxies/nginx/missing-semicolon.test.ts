import { expect, test } from 'vitest'
import { parseNginx } from './config.ts'
import { missingSemicolon, swallowedIn } from './missing-semicolon.ts'

const nameIn = (text: string) => missingSemicolon(parseNginx(text, 'a.conf')[0] ?? expect.fail())?.name

test.for([
  ['server_name a.test\n  root /srv;', 'root'],
  ['server_name a.test b.test # both\n  proxy_buffering off;', 'proxy_buffering'],
  ['proxy_hide_header X-A\nproxy_set_header Host $host;', 'proxy_set_header'],
  ['index a.html\ninclude parts.conf;', 'include'],
  // Long lists, one word or several in a line.
  ['gzip_types text/css\n  text/plain\n  text/xml;', undefined],
  ['proxy_cache_use_stale error\n timeout updating;', undefined],
  ['server_name a.test\n  user\n  root;', undefined],
  ['server_name a.test root /srv;', undefined],
  ['log_format main $a\n $b $c;', undefined],
] as const)('%s', ([text, name]) => {
  expect(nameIn(text)).toBe(name)
})

test('it is told with the line of the directive that lacks it', () => {
  expect(swallowedIn(parseNginx('listen 80;\nserver_name a.test\nroot /srv;', 'a.conf'))).toEqual([
    {
      where: 'a.conf:2',
      says: '`server_name` goes on in the next line with `root`, which therefore does nothing: a `;` is missing',
    },
  ])
})
