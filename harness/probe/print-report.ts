/** Prints a probe's report on a terminal: findings by severity, facts about the hops, and the grade at the end. Pure. */
import { wrapBeside } from '../terminal/columns.ts'
import type { Found } from './finding.ts'
import { seconds } from './finding.ts'
import { printHops } from './print-hops.ts'
import { inOrder, type ProbeReport } from './report.ts'

const LABELS = { broken: 'error    ', degraded: 'warning  ', unknown: 'unknown  ', note: 'note     ' } as const

export function printReport(report: ProbeReport, columns: number): string[] {
  return [
    ...answer(report, columns),
    '',
    ...inOrder(report.findings).flatMap((one) => finding(one, columns)),
    ...printHops(report, columns),
    '',
    ...wrapBeside(`${report.grade.toUpperCase()}  `, `${report.url}: ${report.sentence}`, columns),
  ]
}

function answer(
  { observation: { front, head, batches, bytes, events, window, end, stopped } }: ProbeReport,
  columns: number,
): string[] {
  if (head === undefined) return []
  const comments = batches.reduce((sum, one) => sum + one.comments, 0)
  const time = end === undefined ? (stopped === 'time' ? seconds(window) : 'a part of the time') : seconds(end.after)
  const protocol = { h1: 'HTTP/1.1', 'h1+tls': 'HTTP/1.1 with TLS', 'h2+tls': 'HTTP/2' }[front]
  const text = `status ${head.status}, ${head.type || 'no type'}, ${head.framing}${head.encoding === '' ? '' : `, ${head.encoding}`}, headers after ${seconds(head.after)}; in ${time}: ${count(events.length, 'event')}, ${count(comments, 'comment')}, ${count(bytes, 'byte')}`
  return wrapBeside(`${protocol}: `, text, columns)
}

function finding({ level, id, says, because, advice, source }: Found, columns: number): string[] {
  const below = (label: string, text: string | undefined): string[] =>
    text === undefined ? [] : wrapBeside(`         ${label}`, text, columns)
  return [
    ...wrapBeside(LABELS[level], `${says} [${id}]`, columns),
    ...below('', because),
    ...below('do: ', advice),
    ...(level === 'broken' ? below('', source) : []),
  ]
}

const count = (n: number, noun: string): string => `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`
