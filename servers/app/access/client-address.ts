import { BlockList, isIPv6 } from 'node:net'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** True for addresses that can only be connected from on this machine, including IPv4-mapped ones. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/**
 * The client that an address is counted as. An IPv4-mapped address is the IPv4 address. An IPv6 address is counted as its /64,
 * because that is the smallest network that a host usually gets: it can use each of its 2^64 addresses.
 */
export function clientOf(address: string): string {
  const [ip = '', zone] = address.split('%', 2)
  if (!isIPv6(ip)) return address
  // The URL parser gives every address one spelling: lower case, hexadecimal, with zeros shortened to `::`.
  const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical) ?? []
  if (high !== undefined && low !== undefined) {
    const bits = (Number.parseInt(high, 16) * 0x1_0000 + Number.parseInt(low, 16)) >>> 0
    return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.')
  }
  const [before = '', after = ''] = canonical.split('::', 2)
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [head, tail] = [groups(before), groups(after)]
  const all = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return `${all.slice(0, 4).join(':')}::/64${zone === undefined ? '' : `%${zone}`}`
}
