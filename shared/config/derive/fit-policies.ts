import type { Statement } from './statement.ts'

/** Statements of one role, laid out over the policies that AWS lets it have. */
export interface Policies {
  /** In the role itself. */
  readonly inline: readonly Statement[]
  /** Attached to it. */
  readonly managed: readonly (readonly Statement[])[]
}

/**
 * Quotas of IAM: 10,240 characters for the inline policies of a role together, 6,144 for a managed policy, ten of those
 * attached to a role; white space is not counted. Something is left for what stands around the statements.
 */
export const inlineRoom = 10_000
export const managedRoom = 6_000
const managedPolicies = 10

/** The ARN that a reference becomes: no longer than this with names as long as they may sensibly be. */
const referenceSize = 160

/**
 * Pours statements into the inline policy and then into managed ones, in their order, dividing lists of resources where a
 * policy is full: what is allowed on some and on others is allowed on all of them. Undefined when there is not room enough.
 */
export function fitPolicies(statements: readonly Statement[]): Policies | undefined {
  const filled: Statement[][] = [[]]
  let left = inlineRoom
  const turnPage = () => {
    filled.push([])
    left = managedRoom
  }
  for (const statement of statements) {
    let rest = statement
    while (rest.Resource.length > 0) {
      const [part, others] = divide(rest, left)
      if (part.Resource.length > 0) filled.at(-1)?.push(part)
      else if (filled.at(-1)?.length === 0) return undefined
      left -= sizeOf(part)
      if (others.Resource.length > 0) turnPage()
      rest = others
    }
    if (filled.length > 1 + managedPolicies) return undefined
  }
  const [inline = [], ...managed] = filled
  return { inline, managed }
}

/** As much of a statement as fits, and the rest of it. */
function divide(statement: Statement, room: number): [Statement, Statement] {
  let left = room - sizeOf({ ...statement, Resource: [] })
  const over = statement.Resource.findIndex((resource) => {
    left -= sizeOf(resource)
    return left < 0
  })
  const count = over < 0 ? statement.Resource.length : over
  const of = (Resource: Statement['Resource']) => ({ ...statement, Resource })
  return [of(statement.Resource.slice(0, count)), of(statement.Resource.slice(count))]
}

/** Characters of something as JSON, with the comma after it and with room for what references become. */
export function sizeOf(value: unknown): number {
  const text = JSON.stringify(value, (_key, inner) => (isReference(inner) ? '#'.repeat(referenceSize) : inner))
  return text.length + 1
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ['Ref', 'Fn::GetAtt', 'Fn::Sub'].some((key) => key in value)
}
