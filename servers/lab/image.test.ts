/** The image of the server, and the Kubernetes manifest in docs/probe.md that runs it as a lab: their parts fit together. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { serveCommand } from '../../harness/cli/serve.ts'
import { TOP } from '../../harness/matrix/folders.ts'
import { sentBy } from '../../scripts/dockerignore.fixture.ts'

const read = (file: string): string => readFileSync(join(TOP, file), 'utf8')

const isIncluded = sentBy('.dockerignore')

/** Every file that is loaded with this one, itself included. Imports of types only are stripped before. */
function loadedWith(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  const imports = read(file).matchAll(/^(?:import|export)\s(?!type\b)[^'"]*?['"](\.[^'"]+\.ts)['"]/gm)
  const dynamic = read(file).matchAll(/import\('(\.[^']+\.ts)'\)/g)
  for (const [, target = ''] of [...imports, ...dynamic])
    loadedWith(relative(TOP, join(TOP, dirname(file), target)), known)
  return known
}

test('every file that a lab loads is in the image', () => {
  const files = [...loadedWith('harness/cli/serve-alone.ts')]
  expect(files).toEqual(expect.arrayContaining(['servers/lab/lab.ts', 'servers/origin/exchange.ts']))
  expect(files.filter((file) => !isIncluded(file))).toEqual([])
  expect(isIncluded('harness/probe/probe.ts')).toBe(false)
})

type Manifest = Readonly<Record<string, never>> & {
  readonly kind: string
  readonly metadata: { readonly name: string }
}
const text = /```yaml\n(apiVersion.*?)```/s.exec(read('docs/probe.md'))?.[1] ?? ''
const documents = parseAllDocuments(text)
const manifests = documents.map((one) => one.toJS())
const of = (kind: string) => manifests.find((one: Manifest) => one.kind === kind)

test('the manifest is YAML, each object once, and of the version that has it', () => {
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
  const kinds = manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)
  expect(kinds).toEqual([
    'v1 Secret',
    'apps/v1 Deployment',
    'v1 Service',
    'networking.k8s.io/v1 Ingress',
    'gateway.networking.k8s.io/v1 HTTPRoute',
  ])
})

test('pods, service and routes of the manifest find each other', () => {
  const { selector, template, replicas } = of('Deployment').spec
  const [container] = template.spec.containers
  expect(template.metadata.labels).toMatchObject(selector.matchLabels)
  expect(template.metadata.labels).toMatchObject(of('Service').spec.selector)
  expect(replicas).toBe(1)
  const [port] = of('Service').spec.ports
  expect(port.targetPort).toBe(container.ports[0].containerPort)
  const service = { name: of('Service').metadata.name, port: { number: port.port } }
  const [rule] = of('Ingress').spec.rules
  expect(rule.http.paths).toEqual([{ path: '/lab', pathType: 'Prefix', backend: { service } }])
  const route = of('HTTPRoute').spec
  expect(route.rules[0].backendRefs).toEqual([{ name: service.name, port: port.port }])
  expect(route.rules[0].matches).toEqual([{ path: { type: 'PathPrefix', value: '/lab' } }])
  expect(route.hostnames).toEqual([rule.host])
})

test('the container has the port, the options and the token that the server takes', () => {
  const [container] = of('Deployment').spec.template.spec.containers
  const options = serveCommand().options
  expect(container.args).toEqual(['--lab'])
  expect(options.map(({ long }) => long)).toContain('--lab')
  const port = options.find(({ long }) => long === '--port')?.defaultValue
  expect(container.ports).toEqual([{ containerPort: port }])
  expect(read('servers/Dockerfile')).toContain(`EXPOSE ${port}\n`)
  expect(container.readinessProbe.httpGet.port).toBe(port)
  expect(read('servers/Dockerfile')).toContain(`:${port}${container.readinessProbe.httpGet.path}'`)
  const [variable] = container.env
  expect(variable.name).toBe(options.find(({ long }) => long === '--token')?.envVar)
  const { name, key } = variable.valueFrom.secretKeyRef
  expect(of('Secret').metadata.name).toBe(name)
  expect(of('Secret').stringData[key].length).toBeGreaterThanOrEqual(16)
})
