import { expect, it } from 'vitest'
import { parseApache } from '../config.ts'
import { walk } from '../tree.ts'
import { excessesOf } from './sizes.ts'

const excesses = (text: string) => excessesOf([...walk(parseApache(text, 'a.conf'))]).map(({ is }) => is)

it.for([
  ['H2MaxHeaderBlockLen 1048577', ['1048576']],
  ['H2MaxHeaderBlockLen 2m', ['1048576']],
  ['H2MaxHeaderBlockLen 1048576', []],
  ['H2MaxHeaderBlockLen 65536', []],
  ['LimitRequestLine 0x10', ['1048576']],
  ['ProxyPass / http://b/ iobuffersize=9999999', ['iobuffersize=4194304']],
  ['ThreadLimit 1024\nServerLimit 200', ['128']],
  ['ServerLimit 2048', []],
] as const)('%j is reduced to what a test needs: %j', ([text, expected]) => {
  expect(excesses(text)).toEqual(expected)
})
