import { expect, test } from 'vitest'
import { clientOf, isLoopback } from './client-address.ts'

test.for([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:0207', '192.0.2.7'],
  ['::ffff:255.255.255.255', '255.255.255.255'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::', '2001:db8:0:1::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  // Not mapped, although it ends like an IPv4 address.
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64%eth0'],
  ['', ''],
] as const)('%s counts as %s', ([address, client]) => {
  expect(clientOf(address)).toBe(client)
})

test.for([
  ['127.0.0.1', true],
  ['127.255.255.254', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:7f00:1', true],
  ['128.0.0.1', false],
  ['::ffff:128.0.0.1', false],
  ['::2', false],
  ['127.0.0.1.example', false],
  ['', false],
  [undefined, false],
] as const)('%s is of this machine only: %s', ([address, expected]) => {
  expect(isLoopback(address)).toBe(expected)
})
