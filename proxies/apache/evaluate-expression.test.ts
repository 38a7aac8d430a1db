import { expect, it } from 'vitest'
import { ANY_OTHER, STREAM } from './client.ts'
import { clientFor } from './client-variables.ts'
import { parseApache } from './config.ts'
import { evaluate } from './evaluate-expression.ts'

const variables = parseApache('SetEnvIf Accept event-stream sse=yes\nSetEnvIf Cookie x seen\n', 'a.conf')

it.for([
  ['%{HTTP_ACCEPT} =~ /event-stream/', true, false],
  ['%{HTTP:Accept} =~ m#^TEXT/event#i', true, false],
  ["req('Accept') == 'text/event-stream'", true, false],
  ['"%{HTTP_ACCEPT}" != "text/event-stream"', false, true],
  ["%{HTTP_ACCEPT} -strmatch 'text/*'", true, false],
  ["%{HTTP_ACCEPT} -strcmatch 'TEXT/*'", true, false],
  ["!(%{HTTP_ACCEPT} =~ /event/) || %{REQUEST_METHOD} == 'POST'", false, true],
  ['%{REQUEST_URI} =~ m|^/sse| && %{HTTP_ACCEPT} !~ /json/', true, true],
  ["reqenv('sse') == 'yes'", true, false],
  ["reqenv('seen') == '1'", undefined, undefined],
  ['%{HTTP_COOKIE} =~ /a/', undefined, undefined],
  ['%{HTTP_COOKIE} =~ /a/ && %{HTTP_ACCEPT} =~ /event/', undefined, false],
  ['%{HTTP_COOKIE} =~ /a/ || %{HTTP_ACCEPT} =~ /event/', true, undefined],
  ['-f /x', undefined, undefined],
  ['%{HTTP_ACCEPT} =~ /(/', undefined, undefined],
  ['((true)', undefined, undefined],
  ['true', true, true],
  ['', undefined, undefined],
] as const)('%s: %s for an EventSource, %s for another client', ([text, own, other]) => {
  const truths = [STREAM, ANY_OTHER].map((accept) => evaluate(text, clientFor(variables, '/sse/', accept)))
  expect(truths).toEqual([own, other])
})

it('a long expression is not known, and takes no time', () => {
  const deep = `${'('.repeat(5000)}true${')'.repeat(5000)}`
  expect(evaluate(deep, clientFor([], '/', STREAM))).toBeUndefined()
})
