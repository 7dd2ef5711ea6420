import type { HttpProof } from '../../domain/proof.ts'
import { tidy } from '../../notify/tidy.ts'
import { bodyBound, type HttpAnswer, seconds } from './exchange.ts'
import { isInBody } from './found-in-body.ts'
import { shownUrl } from './shown-url.ts'

/** How much of what a server says is shown. */
const longestBody = 200
const longestHeader = 80

/** An answer, what it cost, and how to take out of it what nobody may read. */
export interface Judged {
  readonly answer: HttpAnswer
  readonly from: URL
  readonly tookMs: number
  /** Before anything is cut, or half a secret would stay. */
  readonly hide: (text: string) => string
}

/** What is wrong with an answer, going on after the address; undefined when nothing is. Throws `HttpTrouble`. */
export function flawOf(proof: HttpProof, judged: Judged): string | undefined {
  const { answer, tookMs } = judged
  const { status } = answer
  if (!proof.status.includes(status)) return `answered ${status}${leadsTo(judged)}${said(judged)}`
  const wrong = wrongHeader(proof, judged) ?? wrongBody(proof, judged)
  if (wrong !== undefined) return `answered ${status}, but ${wrong}`
  if (tookMs <= proof.withinMs) return undefined
  return `answered ${status} after ${seconds(tookMs)}; ${seconds(proof.withinMs)} are allowed`
}

function wrongHeader({ header }: HttpProof, { answer: { headers }, hide }: Judged): string | undefined {
  if (!header) return undefined
  const value = [headers[header.name.toLowerCase()] ?? []].flat().join(', ')
  if (value.toLowerCase().includes(header.contains.toLowerCase())) return undefined
  const name = tidy(header.name, longestHeader)
  if (value === '') return `without the header ${name}`
  return `its header ${name} is "${tidy(hide(value), longestHeader)}" without "${tidy(header.contains, longestHeader)}"`
}

function wrongBody({ body: wanted }: HttpProof, judged: Judged): string | undefined {
  const { answer } = judged
  if (!wanted || isInBody(answer.body, wanted)) return undefined
  const isText = 'contains' in wanted
  const what = isText
    ? `does not contain ${quoted(tidy(wanted.contains, longestHeader))}`
    : 'does not match its expression'
  const where = answer.isCut ? `the first ${bodyBound / 1024} KB of its body` : 'its body'
  return `${where} ${what}${encoded(judged)}${said(judged)}`
}

/** Quotes around quotes confuse. */
function quoted(text: string): string {
  return text.includes('"') ? text : `"${text}"`
}

/** Nobody asked for it; what cannot be read cannot match. */
function encoded({ answer: { headers } }: Judged): string {
  const encoding = headers['content-encoding']
  return encoding === undefined || encoding === 'identity' ? '' : ` (it came as ${tidy(encoding, 20)})`
}

function said({ answer: { body }, hide }: Judged): string {
  const text = tidy(hide(body), longestBody)
  return text === '' ? '' : `: "${text}"`
}

function leadsTo({ answer, from }: Judged): string {
  const { location } = answer.headers
  if (answer.status < 300 || answer.status > 399 || location === undefined) return ''
  const to = URL.parse(location, from.href)
  return to ? `, which leads to ${shownUrl(to)}` : ', which leads nowhere'
}
