import type { Criterion, Finding, Scenario } from '../../../../model/index.ts'
import { clientFacts, fail, pass } from '../../../../trace/facts.ts'

const greeted: Criterion = {
  id: 'greeted',
  kind: 'required',
  title: 'The greeting of the upstream arrives.',
  classes: ['greeted', 'silent'],
  judge(trace): Finding {
    const [head] = clientFacts(trace, 'guest', 'head')
    const [event] = clientFacts(trace, 'guest', 'event')
    const greeting = head?.headers.find(([name]) => name === 'X-Greeting')?.[1]
    // A control uses the default origin, which does not send this field.
    const isThere = event !== undefined && (trace.kind === 'control' || greeting === 'hello')
    const parts = { expected: 'hello', actual: greeting ?? 'nothing' }
    return isThere ? pass('greeted', parts) : fail('silent', parts)
  },
}

export const scenario: Scenario = {
  id: 'greets',
  version: 1,
  question: 'Does the greeting of another upstream arrive?',
  why: 'It shows that parts outside of the tree are found.',
  references: [],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 5000,
  stallTolerance: 123,
  check: 'never',
  answers: {},
  dependsOn: ['delivery/live'],
  async run(stage) {
    const client = stage.open('guest')
    const exchange = await stage.exchange('guest')
    if (exchange !== undefined) {
      await exchange.sendHead()
      await exchange.sendEvent({ id: '1', data: 'hello' })
      await stage.within(1000, client.arrived('1'))
      await exchange.end()
      await stage.within(1000, client.ended())
    }
    await client.close()
  },
  criteria: [greeted],
}
