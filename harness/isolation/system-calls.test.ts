import { expect, it } from 'vitest'
import { systemCallFilter } from './system-calls.ts'

const options = new Set(['--seccomp'])
const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 } as const

interface Call {
  readonly number: number
  readonly audit: number
  readonly first?: number
}

/** What the kernel makes of a call: the classic BPF of the filter, interpreted. */
function resultOf(filter: Buffer, call: Call): number {
  let loaded = 0
  for (let at = 0; at < filter.length / 8; at++) {
    const [code, isTrue, isFalse, value] = [
      filter.readUInt16LE(8 * at),
      filter.readUInt8(8 * at + 2),
      filter.readUInt8(8 * at + 3),
      filter.readUInt32LE(8 * at + 4),
    ]
    if (code === 0x20) loaded = { 0: call.number, 4: call.audit, 16: call.first }[value] ?? 0
    else if (code === 0x06) return value
    else at += (code === 0x15 ? loaded === value : loaded >= value) ? isTrue : isFalse
  }
  throw new Error('no result')
}

it.for([
  ['x64', 248, 'add_key'],
  ['x64', 249, 'request_key'],
  ['x64', 250, 'keyctl'],
  ['x64', 425, 'io_uring_setup'],
  ['x64', 103, 'syslog'],
  ['x64', 300, 'fanotify_init'],
  ['x64', 0x40000000 + 250, 'keyctl of x32'],
  ['arm64', 217, 'add_key'],
  ['arm64', 219, 'keyctl'],
  ['arm64', 116, 'syslog'],
] as const)('%s %i is denied: %s', ([name, number]) => {
  const filter = systemCallFilter({ options }, name) ?? Buffer.of()
  expect(resultOf(filter, { number, audit: AUDIT[name] })).toBe(0x00050001)
  // The same call by the numbers of another architecture: 250 is another one of i386.
  expect(resultOf(filter, { number: 1, audit: 0x40000003 })).toBe(0x00050001)
})

it.for([0, 1, 40, 42, 56, 59, 165, 247, 251, 272, 317])('x64 %i stays', (number) => {
  const filter = systemCallFilter({ options }, 'x64') ?? Buffer.of()
  expect(resultOf(filter, { number, audit: AUDIT.x64 })).toBe(0x7fff0000)
})

it.for([
  ['x64', 41],
  ['arm64', 198],
] as const)('%s: socket() is for addresses that belong to the namespaces', ([name, number]) => {
  const filter = systemCallFilter({ options }, name) ?? Buffer.of()
  const allowed = Array.from({ length: 64 }, (_, family) => family).filter(
    (first) => resultOf(filter, { number, audit: AUDIT[name], first }) === 0x7fff0000,
  )
  // AF_UNIX, AF_INET, AF_INET6, AF_NETLINK; not AF_VSOCK (40), which is the same in every network namespace.
  expect(allowed).toEqual([1, 2, 10, 16])
})

it('there is none for a machine whose calls are not known, or a bubblewrap without it', () => {
  expect(systemCallFilter({ options }, 's390x')).toBeUndefined()
  expect(systemCallFilter({ options: new Set() }, 'x64')).toBeUndefined()
})
