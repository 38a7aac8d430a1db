/**
 * System calls that no part of a check needs and that no namespace covers. The kernel's keyrings are those of the calling user,
 * with that user's keys (e.g. Kerberos tickets); the kernel's log and fanotify show what others do; AF_VSOCK leads out of any
 * network namespace, to the host of a virtual machine. The other calls only increase the attack surface of the kernel. The result
 * is a filter for bubblewrap's --seccomp.
 */

import type { Bubblewrap } from './bubblewrap.ts'

interface Architecture {
  /** AUDIT_ARCH_… of linux/audit.h. */
  readonly audit: number
  /** add_key, request_key, keyctl, bpf, perf_event_open, userfaultfd, io_uring_setup, syslog, fanotify_init. */
  readonly denied: readonly number[]
  /** The number of socket(2). */
  readonly socket: number
}

/**
 * By Node's name of the architecture. https://github.com/torvalds/linux/blob/master/arch/x86/entry/syscalls/syscall_64.tbl,
 * scripts/syscall.tbl
 */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: { audit: 0xc000003e, denied: [248, 249, 250, 321, 298, 323, 425, 103, 300], socket: 41 },
  arm64: { audit: 0xc00000b7, denied: [217, 218, 219, 280, 241, 282, 425, 116, 262], socket: 198 },
}

/** linux/bpf_common.h and linux/seccomp.h */
const LOAD = 0x20
const JUMP_IF_EQUAL = 0x15
const JUMP_IF_AT_LEAST = 0x35
const RETURN = 0x06
const ALLOW = 0x7fff0000
const EPERM = 0x00050001
/** Offsets in `struct seccomp_data`. */
const NUMBER = 0
const ARCHITECTURE = 4
/** Of the first argument; an `int`, so the other half does not count. */
const FIRST_ARGUMENT = 16
/** The families of addresses that socket(2) may use: AF_UNIX, AF_INET, AF_INET6, AF_NETLINK (getifaddrs). */
const FAMILIES = [1, 2, 10, 16]
/** Numbers from here on are those of the x32 ABI, which has the same calls again. */
const X32 = 0x40000000

/** Undefined where the system call numbers of this machine are not known here, or bubblewrap does not support filters. */
export function systemCallFilter(
  { options }: Pick<Bubblewrap, 'options'>,
  name: string = process.arch,
): Buffer | undefined {
  const architecture = ARCHITECTURES[name]
  if (architecture === undefined || !options.has('--seccomp')) return undefined
  const { audit, denied, socket } = architecture
  // The last instruction denies, the one before it allows; other architectures have other call numbers.
  const denies = denied.length + FAMILIES.length + 7
  const to = (target: number, at: number): number => target - at - 1
  const families = denied.length + 6
  const program = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 0, to(denies, 1), audit],
    [LOAD, 0, 0, NUMBER],
    [JUMP_IF_AT_LEAST, to(denies, 3), 0, X32],
    ...denied.map((number, at) => [JUMP_IF_EQUAL, to(denies, 4 + at), 0, number]),
    [JUMP_IF_EQUAL, 0, to(denies - 1, families - 2), socket],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    ...FAMILIES.map((family, at) => [
      JUMP_IF_EQUAL,
      to(denies - 1, families + at),
      at === FAMILIES.length - 1 ? 1 : 0,
      family,
    ]),
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, EPERM],
  ]
  const bytes = Buffer.alloc(8 * program.length)
  program.forEach(([code = 0, isTrue = 0, isFalse = 0, value = 0], at) => {
    bytes.writeUInt16LE(code, 8 * at)
    bytes.writeUInt8(isTrue, 8 * at + 2)
    bytes.writeUInt8(isFalse, 8 * at + 3)
    bytes.writeUInt32LE(value, 8 * at + 4)
  })
  return bytes
}
