/** Stream → value of X-Accel-Buffering in its response; '' for no header. */
export const STREAMS = { plain: '', no: 'no', yes: 'yes' } as const
