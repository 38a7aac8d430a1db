import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Intake } from '../../intake/read.ts'
import { visibleJson } from '../../redact/visible-characters.ts'
import { reportOf } from './report.fixture.ts'
import { ASKED } from './terminal/screen.fixture.ts'

const SECRET = 'hunter2-Zx9'
/** Wide enough that nothing is wrapped, so that each text is found as a whole. */
const SCREEN = { columns: 1e6, rows: 1e6, paint: (_: unknown, text: string) => text }
/** What was kept belongs to one process. */
async function fresh() {
  vi.resetModules()
  const [redacted, { sayReport }, { sayCheck }, { sourcesOf }, redact] = await Promise.all([
    import('./redacted.ts'),
    import('./print-report.ts'),
    import('./terminal/report-text.ts'),
    import('./source-lines.ts'),
    import('../../redact/redact.ts'),
  ])
  /** The whole text, and the one that fits a screen, with each source line. */
  function textOf(report: ReturnType<typeof reportOf>): string {
    const printed = redacted.redactedReport(report)
    const [route] = report.routes
    const change = redacted.withoutSecrets(route?.combined?.diff ?? '')
    const text = route?.where ?? ''
    const files = { config: { 'app.conf': text }, files: {} }
    const find = sourcesOf(files, { named: (where) => where })
    const sources = () => find('app.conf:1')
    return [...sayReport(printed, change, SCREEN), ...sayCheck(printed, { change, sources }, ASKED, SCREEN)].join('\n')
  }
  const jsonOf = (report: ReturnType<typeof reportOf>) =>
    visibleJson(JSON.stringify(redacted.redactedReport(report), null, 2))
  return { ...redacted, ...redact, textOf, jsonOf }
}
afterEach(() => vi.resetModules())

/** For tests that keep nothing: they would only load the same modules again. */
const nothingKept = await fresh()

const intake = (config: string, original = config): Pick<Intake, 'config' | 'files'> => ({
  config: { 'app.conf': config },
  files: { 'app.conf': { path: '/app.conf', text: original, encoding: 'utf8' } },
})

const SHAPES = [
  `proxy_set_header X-Api-Key "${SECRET}";`,
  `proxy_set_header Cookie sid=${SECRET};`,
  `grpc_set_header Authorization "Bearer ${SECRET}";`,
  `set $api_key ${SECRET};`,
  `fastcgi_param DB_PASSWORD ${SECRET};`,
  `map $http_x_api_key $ok { default 0; "${SECRET}" 1; }`,
  `if ($http_x_api_key != "${SECRET}") { return 403; }`,
  `secure_link_md5 "$secure_link_expires$uri ${SECRET}";`,
  `proxy_pass http://user:${SECRET}@10.0.0.1/;`,
  `http://app/x?api_key=${SECRET}&id=1`,
  `RequestHeader set X-Api-Key "${SECRET}"`,
  `Header always set Set-Cookie "sid=${SECRET}; Path=/"`,
  `SetEnv API_TOKEN ${SECRET}`,
  `Define API_KEY ${SECRET}`,
  `RewriteCond %{HTTP:Authorization} !=${SECRET}`,
  `AuthBasicFake demo ${SECRET}`,
  `BalancerMember ajp://10.0.0.1:8009 secret=${SECRET}`,
  `SSLProxyMachineCertificateFile x pass:${SECRET}`,
  `Authorization: Bearer ${SECRET}`,
  `"Cookie": "${SECRET}"`,
  `eyJ${SECRET}.${SECRET}.abc`,
  `sk-${SECRET}`,
  `ghp_${SECRET}${SECRET}`,
]

describe('no field of a report tells a secret, whatever its shape', () => {
  test.for(SHAPES)('%s', (shape) => {
    const { textOf, jsonOf, printable } = nothingKept
    const report = reportOf(shape)
    expect(JSON.stringify(report).split(SECRET).length).toBeGreaterThan(50)
    expect(textOf(report)).not.toContain(SECRET)
    expect(jsonOf(report)).not.toContain(SECRET)
    expect(JSON.parse(jsonOf(report))).toMatchObject({ redacted: true, schema: 2, routes: [{ grade: 'broken' }] })
    expect(printable(`1.0 s ${shape}`)).not.toContain(SECRET)
  })
})

test('a redacted diff has its lines, and the text says that it does not apply', () => {
  const { redactedReport, textOf } = nothingKept
  const report = reportOf(`    proxy_set_header X-Api-Key ${SECRET};`)
  expect(redactedReport(report).routes[0]?.combined?.diff).toBe(`--- a/app.conf
+++ b/app.conf
@@ -1,3 +1,3 @@
     proxy_set_header X-Api-Key [redacted];
-    proxy_set_header X-Api-Key [redacted];
+    proxy_set_header X-Api-Key [redacted];
     proxy_set_header X-Api-Key [redacted];
`)
  expect(textOf(report)).toContain('this text does not apply; --output patch prints the real lines')
  expect(textOf(report)).toContain('--show-secrets prints them')
  // For --fix.
  expect(report.routes[0]?.combined?.diff).toContain(SECRET)
})

test('a report without a secret is printed as it is', () => {
  const { redactedReport, textOf } = nothingKept
  const report = reportOf('    proxy_set_header Authorization $http_authorization;')
  expect(redactedReport(report)).toEqual({ ...report, redacted: false })
  expect(textOf(report)).not.toContain('redacted')
})

test('a field of a response is redacted by its name', () => {
  const { jsonOf } = nothingKept
  const report = reportOf('x')
  const remedy = { ...report.routes[0]?.combined, originHeaders: [['Set-Cookie', SECRET] as const] }
  expect(jsonOf({ ...report, routes: [{ ...report.routes[0], combined: remedy }] } as typeof report)).not.toContain(
    SECRET,
  )
})

describe('a secret of the configuration is known where nothing beside it says so', () => {
  test.for<[string, string]>([
    ['in a block', `map $http_x_api_key $ok {\n  default 0;\n  ${SECRET} 1;\n}`],
    ['on the next line', `proxy_set_header X-Api-Key\n  ${SECRET} ;`],
    ['on a continued line', `RequestHeader set X-Api-Key \\\n  ${SECRET}`],
    ['of a directive of any module', `x_module X-Api-Key ${SECRET};`],
    ['with a scheme', `RequestHeader set Authorization "Bearer ${SECRET}"`],
  ])('%s', async ([_, config]) => {
    const { keepConfiguration, withoutSecrets, jsonOf } = await fresh()
    keepConfiguration(intake(config))
    expect(withoutSecrets(`http://10.0.0.1/${SECRET}/events`)).toBe('http://10.0.0.1/[redacted]/events')
    expect(jsonOf(reportOf(config.split('\n').find((line) => line.includes(SECRET)) ?? ''))).not.toContain(SECRET)
  })

  test('a short one in the context of a diff', async () => {
    const { keepConfiguration, redactedReport } = await fresh()
    keepConfiguration(intake('map $http_x_api_key $ok {\n  default 0;\n  abc 1;\n}'))
    const [route] = redactedReport(reportOf('  abc 1;')).routes
    expect(route?.combined?.diff).toContain('\n   [redacted] 1;\n')
    expect(redactedReport(reportOf('abc of the alphabet')).redacted).toBe(false)
  })

  test.for(['HOOK_TOKEN', 'HOOK_TOKEN:-none'])('one that a template is filled in with: %s', async (name) => {
    const { keepConfiguration, withoutSecrets } = await fresh()
    const written = `proxy_pass http://10.0.0.1/\${${name}}/$HOST;\nlisten \${PORT};`
    keepConfiguration(intake(`proxy_pass http://10.0.0.1/${SECRET}/app.example;\nlisten 8080808080;`, written))
    expect(withoutSecrets(`10.0.0.1/${SECRET}/ app.example 8080808080`)).toBe(
      '10.0.0.1/[redacted]/ app.example 8080808080',
    )
  })

  test('the end of one that a proxy takes for a variable', async () => {
    const { keepConfiguration, withoutSecrets } = await fresh()
    keepConfiguration(intake(`proxy_set_header X-Api-Key pa$${SECRET.replaceAll('-', '')}Xy;`))
    expect(withoutSecrets(`unknown "${SECRET.replaceAll('-', '').toLowerCase()}xy" variable`)).toBe(
      'unknown "[redacted]" variable',
    )
  })

  test('one behind a hundred thousand variables of its line', async () => {
    const { keepConfiguration, withoutSecrets } = await fresh()
    const [many, all] = [`\${A}`, 'a'].map((one) => one.repeat(100_000))
    keepConfiguration(intake(`set $x "${all}/${SECRET}"; `, `set $x "${many}/\${HOOK_TOKEN}"; `))
    expect(withoutSecrets(`10.0.0.1/${SECRET}/`)).toBe('10.0.0.1/[redacted]/')
  })

  test('but words and numbers of every sentence are not', async () => {
    const { keepConfiguration, withoutSecrets } = await fresh()
    keepConfiguration(
      intake('proxy_set_header X-Auth-Token internal;\nadd_header Set-Cookie "a=b; Max-Age=604800; HttpOnly; Secure";'),
    )
    const text = 'an internal server says HttpOnly, Secure, 604800'
    expect(withoutSecrets(text)).toBe(text)
  })
})

test('--header and --env values are known too; shown when that is asked for', async () => {
  const { keepSecret, revealSecrets, withoutSecrets, redactedReport, redactText, redactHead } = await fresh()
  keepSecret(SECRET)
  expect(withoutSecrets(`said ${SECRET}`)).toBe('said [redacted]')
  revealSecrets()
  const line = `proxy_set_header Authorization "Bearer ${SECRET}";`
  expect(withoutSecrets(line)).toBe(line)
  expect(redactText(line)).toBe(line)
  expect(redactHead(`GET / HTTP/1.1\r\nAuthorization: ${SECRET}\r\n`)).toContain(SECRET)
  expect(redactedReport(reportOf(line))).toEqual({ ...reportOf(line), redacted: false })
})

test('no control character reaches the terminal or the JSON text', () => {
  const { textOf, jsonOf, printable } = nothingKept
  const report = reportOf('\x1b[2J a\x9b1m \u202eb\ud800 \x07')
  const steering = /(?!\n)[\p{Cc}\u202e]|\p{Cs}/u
  expect(textOf(report)).not.toMatch(steering)
  expect(jsonOf(report)).not.toMatch(steering)
  expect(textOf(report)).toContain('\\x1b[2J a\\x9b1m \\u202eb\\ud800 \\x07')
  expect(JSON.parse(jsonOf(report))).toEqual({ ...report, redacted: false })
  expect(printable('a\nb\x1b')).toBe('a\\nb\\x1b')
  // A value cannot begin a line of its own.
  expect(textOf(reportOf('x\nworks: all is well'))).not.toMatch(/^works: all is well/m)
})

// Each of these took hours, or ended in an error with all secrets in it.
test.for([
  [
    'a value with a line separator, in a line of many variables',
    `${'aaaaaaaaaa'.repeat(10)}x\u2028y`,
    `${'$A'.repeat(10)}$B`,
  ],
  ['a long line of blanks', `set $a ${' '.repeat(200_000)}x;`, undefined],
  ['a long line without an end', 'http://'.repeat(30_000), undefined],
  ['a long secret', `proxy_set_header X-Api-Key ${'a1B2'.repeat(100_000)};`, undefined],
  [
    'many secrets',
    Array.from({ length: 5000 }, (_, n) => `proxy_set_header X-Api-Key ${`key${n}Abcd`.repeat(20)};`).join('\n'),
    undefined,
  ],
] as const)('%s is soon gone through', async ([, config, original]) => {
  const { keepConfiguration, withoutSecrets } = await fresh()
  keepConfiguration(intake(config, original ?? config))
  const secret = /X-Api-Key (.*);/.exec(config)?.[1]
  if (secret === undefined) return
  const said = withoutSecrets(`it said ${secret} then`)
  // A test runner's comparison of two long texts takes minutes.
  expect([said.length, said.slice(0, 50)]).toEqual([23, 'it said [redacted] then'])
})
