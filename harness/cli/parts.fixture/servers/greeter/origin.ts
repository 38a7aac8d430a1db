import { startOrigin } from '../../../../../servers/origin/origin.ts'
import type { OriginKind } from '../../../../model/index.ts'

export const origin: OriginKind = {
  id: 'greeter',
  title: 'The usual origin, which greets',
  start: ({ host, headers }) => startOrigin({ host, headers: [...headers, ['X-Greeting', 'hello']] }),
}
