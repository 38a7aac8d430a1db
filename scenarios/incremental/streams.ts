export const FIELD = 'Incremental'
export const YES = '?1'

export const PLAIN = 'plain'
export const HINTED = 'hinted'
export const PLAIN_UPLOAD = 'plain-upload'
export const HINTED_UPLOAD = 'hinted-upload'
