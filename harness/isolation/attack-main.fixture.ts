/**
 * Runs in a worker's namespaces, with adapters that write configurations unchanged: tests what a configuration could do after
 * passing the audit. Takes `{ product, config, ask }` as its first argument (`ask`: URLs), prints `{ answers, failure }` as JSON.
 */
import { request } from 'node:http'
import { rootsFolder } from '../builds/local-builds.ts'
import { apache, nginx, repository, rootBuild, startOrigin } from '../runtimes/fixture.ts'
import { startLocal } from '../runtimes/local.ts'
import { findBubblewrap } from './bubblewrap.ts'
import { enclose, visibleTo } from './enclosed-proxy.ts'

const { product, config, ask } = JSON.parse(process.argv[2] ?? '') as {
  product: 'nginx' | 'apache'
  config: string
  ask: readonly string[]
}

function answerOf(url: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: 3000 }, (answer) => {
      let text = `${answer.statusCode} `
      answer.setEncoding('utf8').on('data', (data) => {
        text += data
      })
      answer.on('close', () => resolve(text))
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', (error) => resolve(error.message))
    asked.end()
  })
}

const adapter = { nginx, apache }[product]
const build = rootBuild(adapter)
const roots = rootsFolder(`${repository}/.cache`)
const bubblewrap = findBubblewrap(roots)
if (build === undefined || bubblewrap === undefined) throw new Error('no build, or no bubblewrap')
await using runtime = await startLocal({
  enclosure: (one, command, folder, infoFd) => enclose(bubblewrap, command, visibleTo(one, roots), folder, infoFd),
})
await using origin = await startOrigin((await runtime.originSite()).bind)
const request_ = { adapter, build, config: { 'extra.conf': config }, backend: origin.address, name: 'attack' }
const started = await runtime.start(request_)
const answers: string[] = []
if (!('failure' in started)) {
  await using _running = started.instance
  for (const url of ask) answers.push(await answerOf(url))
}
process.stdout.write(JSON.stringify({ answers, failure: 'failure' in started ? started.message : '' }))
