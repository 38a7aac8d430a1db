/** A directive's name that nginx does not know, and the one that was probably meant. Pure. */
import { type Corrected, corrected } from '../../harness/config/spelling.ts'
import { directiveNames } from './audit/directives.ts'

/** Those that the audit describes by patterns. */
const MORE = `include listen root alias access_log error_log load_module pid user allow deny set_real_ip_from auth_basic
  auth_basic_user_file auth_request auth_request_set resolver mirror ssl ssl_certificate ssl_certificate_key ssl_dhparam
  ssl_trusted_certificate ssl_client_certificate ssl_verify_client ssl_stapling ssl_stapling_verify proxy_ssl_verify
  proxy_ssl_trusted_certificate proxy_ssl_certificate proxy_ssl_certificate_key proxy_temp_path proxy_cache_path
  client_body_temp_path proxy_bind proxy_store`.split(/\s+/)

const KNOWN = [...new Set([...directiveNames, ...MORE])]

export const correctedName = (written: string): Corrected | undefined => corrected(written, KNOWN)
