/** Describes what the machine lacks (memory, disk space, processes …), as distinct from faults of a proxy or of this tool. */
import { SseCompatError } from '../model/index.ts'

const LACKS: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOSPC: ['no space is left on a disk', 'make room in the temporary folder (TMPDIR) and in the folder of reports'],
  EDQUOT: ['the disk quota of this user is used up', 'make room, or set TMPDIR to a folder on another disk'],
  EMFILE: ['this process may not open more files', 'raise the limit: `ulimit -n 4096`'],
  ENFILE: ['this machine may not open more files', 'end other programs, or raise fs.file-max'],
  EAGAIN: ['no further process or thread can be started', 'raise the limit: `ulimit -u 4096`, or end other programs'],
  ENOMEM: ['no memory is left', 'end other programs, or give this machine or container more'],
  ENOBUFS: ['no memory is left for network buffers', 'end other programs, or give this machine or container more'],
  EADDRNOTAVAIL: ['no local port is left for a connection', 'wait a minute, or end programs with many connections'],
  EROFS: ['a folder that has to be written is on a read-only file system', 'set TMPDIR or --reports to another folder'],
  EIO: ['a disk does not read or write what it should', 'look at the log of the kernel: dmesg'],
}

/** Undefined for an error code that is not about the machine's resources. @param detail what was being done, if known */
export function machineFault(code: string | undefined, detail = ''): SseCompatError | undefined {
  const [what, advice] = (code !== undefined && Object.hasOwn(LACKS, code) && LACKS[code]) || []
  if (what === undefined || advice === undefined) return undefined
  const message = `this machine lacks a resource: ${what} (${detail === '' ? code : detail})`
  return new SseCompatError('machine', message, { advice })
}
