import type * as z from 'zod/mini'

/** How each command is given. */
const usages = {
  redeploy: {
    keys: ['target', 'image', 'override', 'by'],
    example: '{"target":"api","image":"v1.2.3","by":"alice"}',
  },
  rollback: { keys: ['target', 'to', 'by'], example: '{"target":"api","to":"v1.2.2","by":"alice"}' },
  status: { keys: ['target', 'deployment'], example: '{"target":"api"}' },
  history: {
    keys: ['target', 'group', 'outcome', 'limit', 'before'],
    example: '{"target":"api","outcome":"rolled-back","limit":20}',
  },
  diff: { keys: ['target', 'image', 'to'], example: '{"target":"api","image":"v1.2.3"}' },
  stats: { keys: ['target', 'group', 'days', 'month'], example: '{"target":"api","days":30}' },
  prune: { keys: ['apply', 'by'], example: '{"apply":true,"by":"alice"}' },
  doctor: { keys: ['sendTest', 'by'], example: '{"sendTest":true,"by":"alice"}' },
  explain: { keys: ['image', 'target'], example: '{"image":"team/api:v1.2.3"}' },
  promote: {
    keys: ['from', 'to', 'override', 'by'],
    example: '{"from":"api-staging","to":"api-production","by":"alice"}',
  },
  approve: { keys: ['target', 'deployment', 'by'], example: '{"target":"api","by":"alice"}' },
  reject: {
    keys: ['target', 'deployment', 'reason', 'by'],
    example: '{"target":"api","reason":"not before the sale","by":"alice"}',
  },
  cancel: {
    keys: ['target', 'deployment', 'reason', 'by'],
    example: '{"target":"api","reason":"wrong version","by":"alice"}',
  },
  pause: {
    keys: ['target', 'group', 'reason', 'by'],
    example: '{"target":"api","reason":"incident 7","by":"alice"}',
  },
  resume: { keys: ['target', 'group', 'by'], example: '{"target":"api","by":"alice"}' },
  freeze: {
    keys: ['target', 'group', 'until', 'reason', 'by'],
    example: '{"target":"api","until":"2h","reason":"sale","by":"alice"}',
  },
} as const

export type Usage = keyof typeof usages

/** What a key must hold, in the words of the error. */
const meanings: Readonly<Record<string, string>> = {
  image: 'must name an image: repository:tag, repository@sha256:…, a tag or a digest',
  to: 'must name a release of the ledger by tag or digest',
  by: 'must be a text of 1 to 200 characters',
  apply: 'must be true or false',
  reason: 'must be a text of 1 to 200 characters',
  override: 'must be a text of 1 to 200 characters that says why a freeze does not count this time',
  deployment: 'must be the id of a deployment',
  until: 'must be a time with its zone, as in 2026-12-24T18:00:00Z, or a duration, as in 90m, 2h or 3d',
  group: 'must be a text of up to 64 characters',
  outcome: 'must be succeeded, rolled-back, rollback-failed, failed, superseded, cancelled or expired',
  limit: 'must be a whole number, 1 to 100',
  before: 'must be the id of a deployment',
  sendTest: 'must be true or false',
  days: 'must be a whole number of days, 1 to 365',
  month: 'must be a month, as in 2026-10',
}

const imageOfExplain =
  'image must name repository and tag (or digest), as in team/api:v1.2.3; with target the repository may be left out'

const mostListed = 50

/** What is wrong with a command, all of it, with what exists and an example that would do. */
export function describeMistake(
  name: Usage,
  error: z.core.$ZodError,
  given: { readonly payload: unknown; readonly targets: readonly string[] },
): string {
  const mistakes = new Set(error.issues.flatMap((issue) => mistakesOf(name, issue, given)))
  return `Cannot ${name}: ${[...mistakes].join('; ')}. For example: serverless invoke -f ${name} -d '${usages[name].example}'`
}

function mistakesOf(
  name: Usage,
  issue: z.core.$ZodIssue,
  { payload, targets }: { readonly payload: unknown; readonly targets: readonly string[] },
): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `there is no key ${quote(key)}; the keys are ${usages[name].keys.join(', ')}`)
  }
  const [key] = issue.path
  if (key === undefined) return ['the payload must be a JSON object']
  if (key === 'target' || namesTarget(name, key)) return [targetMistake(String(key), valueAt(payload, key), targets)]
  if (name === 'explain') return [imageOfExplain]
  return [`${String(key)} ${meanings[String(key)] ?? 'is not understood'}`]
}

/** A promotion leads from a target to another one; a rollback to a release. */
function namesTarget(name: Usage, key: PropertyKey): boolean {
  return name === 'promote' && (key === 'from' || key === 'to')
}

function targetMistake(key: string, target: unknown, targets: readonly string[]): string {
  const listed = targets.slice(0, mostListed).join(', ')
  const more = targets.length > mostListed ? ` and ${targets.length - mostListed} more` : ''
  const exist = targets.length === 0 ? 'the configuration has none' : `the targets are ${listed}${more}`
  if (target === undefined) return `${key} is missing; ${exist}`
  return typeof target === 'string'
    ? `there is no target ${quote(target)}; ${exist}`
    : `${key} must be a text; ${exist}`
}

function valueAt(payload: unknown, key: PropertyKey): unknown {
  return typeof payload === 'object' && payload !== null ? Reflect.get(payload, key) : undefined
}

/** As JSON, so that nothing in it can break the line; cut, as it may be of any length. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
