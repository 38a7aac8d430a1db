/** Why a TLS connection did not come about, in words, and what to do. */

export interface TlsFailure {
  /** A sentence without its full stop. */
  readonly says: string
  readonly because?: string
  readonly advice: string
}

const UNKNOWN_AUTHORITY: TlsFailure = {
  says: 'its certificate is signed by an authority that is not trusted here',
  advice: 'name the authority with --ca FILE, for example the bundle of the system, /etc/ssl/certs/ca-certificates.crt',
}

const FAILURES: Readonly<Record<string, TlsFailure>> = {
  CERT_HAS_EXPIRED: {
    says: 'its certificate has expired',
    advice:
      'renew it, and let the hop that ends TLS load the new one: most read certificates only when they start or reload',
  },
  CERT_NOT_YET_VALID: {
    says: 'its certificate is not valid yet',
    advice: 'compare the clock of this machine with that of the server',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    says: 'its certificate is for another name',
    advice:
      'probe the name that it is for, or add this name to its subjectAltName; a hop without this name sends its default certificate',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    says: 'its certificate is signed by itself',
    advice: 'install one from an authority that clients trust, or name this one with --ca FILE',
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    says: 'the certificate that signed its certificate was not sent, and is not trusted here',
    because: 'the server does not send the intermediate certificate, or a private authority signed it',
    advice:
      'let the server send the whole chain (fullchain.pem, not cert.pem); name a private authority with --ca FILE',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    says: 'no TLS is spoken there',
    advice: 'probe it with http:, or the port that takes TLS',
  },
}

/** @param code of the error with which the connection failed */
export const tlsFailure = (code: string): TlsFailure | undefined => FAILURES[code]
