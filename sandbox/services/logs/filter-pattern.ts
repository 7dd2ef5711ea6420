import { AwsError } from '../../kernel/service.ts'
import { jsonPattern } from './json-pattern.ts'

/** Whether a message matches a pattern. */
export type LineTest = (message: string) => boolean

/** A term, a quoted phrase or a regular expression, with the sign before it. */
const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|([^\s"%]+))/g

interface Term {
  readonly sign: '' | '?' | '-'
  readonly holds: LineTest
}

/**
 * The filter pattern syntax of CloudWatch Logs: terms that must all be contained, `?a ?b` any of them, `-a` not contained, quoted
 * phrases, `%regular expressions%`, and comparisons of JSON. Case counts. Beside other terms those with `?` are ignored, as in AWS.
 * @throws {AwsError} InvalidParameterException for what is no pattern, or one of a kind that the sandbox does not know
 */
export function filterPattern(text: string): LineTest {
  const pattern = text.trim()
  if (pattern === '') return () => true
  if (pattern.startsWith('{')) return jsonPattern(pattern)
  if (pattern.startsWith('[')) {
    throw invalidPattern('The sandbox knows terms and JSON, not patterns of space-delimited fields.')
  }
  const terms = termsIn(pattern)
  const all = terms.filter(({ sign }) => sign === '')
  const none = terms.filter(({ sign }) => sign === '-')
  const any = all.length + none.length > 0 ? [] : terms
  return (message) =>
    all.every(({ holds }) => holds(message)) &&
    !none.some(({ holds }) => holds(message)) &&
    (any.length === 0 || any.some(({ holds }) => holds(message)))
}

function termsIn(pattern: string): Term[] {
  const rest = pattern.replace(TERM, '').trim()
  if (rest !== '') throw invalidPattern(`Invalid filter pattern: ${rest} is not closed or not expected.`)
  return [...pattern.matchAll(TERM)].map(([, sign, phrase, expression, word]) => ({
    sign: sign === '?' || sign === '-' ? sign : '',
    holds: expression === undefined ? containing(phrase, word) : matching(expression),
  }))
}

function containing(phrase: string | undefined, word = ''): LineTest {
  const wanted = phrase === undefined ? word : phrase.replaceAll(/\\(.)/g, '$1')
  return (message) => message.includes(wanted)
}

function matching(expression: string): LineTest {
  if (/[()]/.test(expression)) throw invalidPattern('Invalid regular expression: parentheses are not supported.')
  try {
    const compiled = new RegExp(expression)
    return (message) => compiled.test(message)
  } catch (error) {
    throw invalidPattern(`Invalid regular expression: ${String(error)}`)
  }
}

function invalidPattern(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
