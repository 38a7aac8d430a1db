/** Stream → what its answer says by X-Accel-Buffering; '' says nothing. */
export const STREAMS = { plain: '', no: 'no', yes: 'yes' } as const
