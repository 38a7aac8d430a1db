/** The output of a check's isolated process, one JSON value per line: parsed as untrusted data. */
import type { Readable } from 'node:stream'
import { SseCompatError } from '../model/index.ts'
import type { ExaminedRoutes } from './examine-routes.ts'

export type News =
  | { readonly tell: string; readonly about?: 'running' }
  | { readonly done: ExaminedRoutes }
  | {
      readonly failed: {
        readonly code: string
        readonly message: string
        readonly where?: string
        readonly advice?: string
      }
    }

/** Maximum number of characters that a worker may print: a report has some hundred thousand. */
const MAX: number = 2 ** 27

/**
 * A faulty worker, or one that a proxy has taken over, must not exhaust this process's memory.
 * @throws SseCompatError `worker-ended` for more than a report can have
 */
export async function* linesOf(output: Readable, most = MAX): AsyncGenerator<string> {
  let pieces: string[] = []
  let left = most
  for await (const part of output.setEncoding('utf8') as AsyncIterable<string>) {
    left -= part.length
    if (left < 0) throw new SseCompatError('worker-ended', `the isolated process printed more than ${most} characters`)
    const [first = '', ...others] = part.split('\n')
    pieces.push(first)
    for (const other of others) {
      yield pieces.join('')
      pieces = [other]
    }
  }
  const rest = pieces.join('')
  if (rest !== '') yield rest
}

/**
 * The output of a worker is untrusted data.
 * @throws SseCompatError `worker-ended` for anything that is not news
 */
export function readNews(line: string): News {
  try {
    const news: unknown = JSON.parse(line)
    if (isRecord(news)) {
      if (typeof news.tell === 'string')
        return { tell: news.tell, ...(news.about === 'running' ? { about: news.about } : {}) }
      if (isRecord(news.done) && isExamined(news.done)) return { done: news.done }
      if (isRecord(news.failed) && isFailure(news.failed)) return { failed: news.failed }
    }
  } catch {}
  throw new SseCompatError('worker-ended', 'the isolated process printed what is no result', {
    advice: 'report it: this is a fault of sse-compat, or the configuration got out of the proxy',
  })
}

type Failed = Extract<News, { failed: unknown }>['failed']

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const areStrings = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string')
const isMissingOrString = (value: unknown): boolean => value === undefined || typeof value === 'string'

const isFailure = (value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Failed =>
  typeof value.code === 'string' &&
  typeof value.message === 'string' &&
  isMissingOrString(value.where) &&
  isMissingOrString(value.advice)

/** Validates only what this process itself uses; printed text passes through the same filters as any other text. */
const isExamined = (
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & ExaminedRoutes =>
  areStrings(value.notes) &&
  typeof value.interrupted === 'boolean' &&
  Array.isArray(value.routes) &&
  value.routes.every(
    (route) =>
      isRecord(route) &&
      typeof route.grade === 'string' &&
      Array.isArray(route.failing) &&
      Array.isArray(route.replaced),
  )
