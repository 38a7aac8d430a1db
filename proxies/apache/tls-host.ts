/** Whether a virtual host speaks TLS, by its own directives. Pure. */
import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import type { Reached } from './server-directives.ts'
import { isInclude } from './tree.ts'

/**
 * certbot writes `SSLEngine on` into a file of its own (options-ssl-apache.conf), and the certificate into the host: where an include
 * was not given, the certificate shows what is in it.
 * @param directives of one server; includes that were not given stay among them
 */
export function speaksTls(directives: readonly Directive[]): boolean {
  const engine = directives.findLast(({ key }) => key === 'sslengine')
  if (engine !== undefined) return !/^off$/i.test(arg(engine))
  return directives.some(isCertificate) && directives.some(isInclude)
}

const isCertificate = ({ key }: Directive): boolean => key === 'sslcertificatefile'

/** The line of a host that is replaced by what the front needs there. */
export const tlsLineOf = (directives: readonly Directive[]): Directive | undefined =>
  directives.findLast(({ key }) => key === 'sslengine') ??
  (speaksTls(directives) ? directives.findLast(isCertificate) : undefined)

/** A certificate alone switches nothing on, on port 443 neither, nor after `Listen 443 https`. Measured with Apache 2.4.71. */
export const cleartextInsteadOfTls = ({ levels, virtual, address }: Reached): readonly Remark[] => {
  const certificate = virtual && levels[0]?.find(isCertificate)
  const isSet = levels.flat().some(({ key }) => key === 'sslengine')
  if (certificate === undefined || isSet || levels.flat().some(isInclude)) return []
  const says = `\`${certificate.name}\` has no effect: \`SSLEngine on\` is missing, so that cleartext HTTP is spoken at ${address}, as was tested`
  return [{ where: whereOf(certificate), says }]
}
