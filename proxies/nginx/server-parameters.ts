/** Parameters that may follow the address of a server in an upstream, in every nginx. */
export const SERVER_PARAMETER = /^((weight|max_conns|max_fails)=\d+|fail_timeout=[\d\w]+|backup|down)$/

/** Of NGINX Plus, or of newer versions: another nginx refuses them, and streams are the same without. `resolve` makes nginx look names up. */
export const COMMERCIAL_PARAMETER = /^(resolve|service=|slow_start=|route=|drain$)/i
