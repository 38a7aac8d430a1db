/**
 * Steps of `websocket`. A client requests an upgrade. If the request that reaches the origin contains it too, the origin accepts
 * and echoes messages: the client sends each one after the echo of the previous one; then the origin closes. Otherwise it
 * responds with 426.
 */
import type { Ms, Stage } from '../../harness/model/index.ts'
import { MESSAGES, SOCKET } from './messages.ts'

const PATIENCE: Ms = 1500

export async function run(stage: Stage): Promise<void> {
  const client = stage.open(SOCKET, { upgrade: true })
  const exchange = await stage.exchange(SOCKET, 1, PATIENCE)
  if (exchange !== undefined && (await exchange.upgrade())) {
    await stage.within(PATIENCE, client.head())
    for (const message of MESSAGES) {
      await client.send(message)
      if (!(await stage.within(PATIENCE, client.arrived(message)))) break
    }
  } else if (exchange !== undefined) {
    const refusal = ['Upgrade', 'websocket'] as const
    await exchange.sendHead({ status: 426, headers: [refusal, ['Content-Length', '0']] })
  }
  stage.act('close')
  await exchange?.end()
  await stage.within(PATIENCE, client.ended())
  await client.close()
}
