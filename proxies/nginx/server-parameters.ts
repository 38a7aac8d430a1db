/** Parameters that may follow the address of a server in an upstream. */
export const SERVER_PARAMETER =
  /^((weight|max_conns|max_fails)=\d+|(fail_timeout|slow_start)=[\d\w]+|route=\w+|backup|down|drain)$/
