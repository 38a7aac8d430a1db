/**
 * System calls that no part of a check needs and that no namespace covers. The kernel's keyrings are those of the calling user,
 * with that user's keys (e.g. Kerberos tickets); the other calls only increase the attack surface of the kernel. The result is a
 * filter for bubblewrap's --seccomp.
 */

import type { Bubblewrap } from './bubblewrap.ts'

interface Architecture {
  /** AUDIT_ARCH_… of linux/audit.h. */
  readonly audit: number
  /** add_key, request_key, keyctl, bpf, perf_event_open, userfaultfd, io_uring_setup. */
  readonly denied: readonly number[]
}

/**
 * By Node's name of the architecture. https://github.com/torvalds/linux/blob/master/arch/x86/entry/syscalls/syscall_64.tbl,
 * scripts/syscall.tbl
 */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: { audit: 0xc000003e, denied: [248, 249, 250, 321, 298, 323, 425] },
  arm64: { audit: 0xc00000b7, denied: [217, 218, 219, 280, 241, 282, 425] },
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
/** Numbers from here on are those of the x32 ABI, which has the same calls again. */
const X32 = 0x40000000

/** Undefined where the system call numbers of this machine are not known here, or bubblewrap does not support filters. */
export function systemCallFilter(
  { options }: Pick<Bubblewrap, 'options'>,
  name: string = process.arch,
): Buffer | undefined {
  const architecture = ARCHITECTURES[name]
  if (architecture === undefined || !options.has('--seccomp')) return undefined
  const { audit, denied } = architecture
  // The last instruction denies; other architectures have other call numbers.
  const length = denied.length + 6
  const toEnd = (at: number): number => length - 1 - at - 1
  const program = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 0, toEnd(1), audit],
    [LOAD, 0, 0, NUMBER],
    [JUMP_IF_AT_LEAST, toEnd(3), 0, X32],
    ...denied.map((number, at) => [JUMP_IF_EQUAL, toEnd(4 + at), 0, number]),
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
