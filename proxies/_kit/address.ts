/** Formats addresses as configuration languages do. */
import type { Address } from '../../harness/model/index.ts'

/** `host:port`, an IPv6 address in brackets. */
export const hostPort = ({ host, port }: Address): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
