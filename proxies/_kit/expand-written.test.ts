import { expect, it } from 'vitest'
import { expandWritten } from './expand-written.ts'

/** `{ include }` includes a file, a text is a different directive. */
interface Line {
  readonly name: string
  readonly include?: string
  readonly inner?: readonly Line[]
}

const include = (path: string): Line => ({ name: 'include', include: path })
const line = (name: string, inner?: readonly Line[]): Line => (inner ? { name, inner } : { name })

const expand = (files: Readonly<Record<string, readonly Line[]>>) =>
  expandWritten<Line>('main', {
    read: (path) => files[path],
    pathOf: (directive) => directive.include,
    isOfBuild: (path) => path === '/build/types',
    innerOf: ({ inner }) => inner,
    withInner: (directive, inner) => ({ ...directive, inner }),
    refuse: ({ include }) => new Error(`refused ${include}`),
  })

it('puts what a file has in the place of its include, at any depth', () => {
  const files = { main: [line('a', [include('x')]), include('x')], x: [line('b'), include('y')], y: [line('c')] }
  expect(expand(files)).toEqual([line('a', [line('b'), line('c')]), line('b'), line('c')])
})

it('reads in the order of the proxy, an include before what follows it', () => {
  const order: string[] = []
  const files: Readonly<Record<string, readonly Line[]>> = {
    main: [line('a', [line('b'), include('x')]), line('d')],
    x: [line('c')],
  }
  expandWritten<Line>('main', {
    read: (path) => files[path],
    asRead: (directive) => {
      order.push(directive.name)
      return directive
    },
    pathOf: (directive) => directive.include,
    isOfBuild: () => false,
    innerOf: ({ inner }) => inner,
    withInner: (directive, inner) => ({ ...directive, inner }),
    refuse: () => new Error('refused'),
  })
  expect(order).toEqual(['a', 'b', 'include', 'c', 'd'])
})

it('passes over a file of the build, and refuses any other one', () => {
  expect(expand({ main: [include('/build/types'), line('a')] })).toEqual([line('a')])
  expect(() => expand({ main: [line('a', [include('/etc/passwd')])] })).toThrow('refused /etc/passwd')
})

it('refuses a file that includes itself, also through another one', () => {
  expect(() => expand({ main: [include('main')] })).toThrow('refused main')
  expect(() => expand({ main: [include('x')], x: [include('y')], y: [include('x')] })).toThrow('refused x')
})
