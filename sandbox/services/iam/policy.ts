/** One statement of a policy, as far as roles of stacks have them. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** By operator, then key: texts of which one must hold. */
  readonly condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** A question to a policy: an action on a resource, with what the request carries. */
export interface PolicyRequest {
  readonly action: string
  readonly resource: string
  /** By key, in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>
}

/** Whether a statement speaks of a request. */
export function speaksOf(statement: PolicyStatement, { action, resource, context }: PolicyRequest): boolean {
  return (
    statement.actions.some((pattern) => fits(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => fits(pattern, resource)) &&
    Object.entries(statement.condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, context[key.toLowerCase()])),
    )
  )
}

/** Reads a statement of a policy document; what is no statement that roles of stacks have is refused by name. */
export function readStatement(given: Readonly<Record<string, unknown>>): PolicyStatement {
  const { Effect, Action, Resource, Condition = {} } = given
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`Cannot read a policy: its effect is ${String(Effect)}.`)
  return {
    effect: Effect,
    actions: [Action].flat().map(String),
    resources: [Resource].flat().map(String),
    condition: Object.fromEntries(
      Object.entries(Object(Condition)).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(Object(keys)).map(([key, values]) => [key, [values].flat().map(String)])),
      ]),
    ),
  }
}

function holds(operator: string, wanted: readonly string[], given: readonly string[] | undefined): boolean {
  if (operator === 'Null') return wanted.includes(String(given === undefined))
  if (given === undefined) return false
  const isEqual = operator === 'StringEquals' || operator === 'ArnEquals'
  const isLike = operator === 'StringLike' || operator === 'ArnLike'
  if (!isEqual && !isLike) throw new Error(`The sandbox's IAM does not know the condition operator ${operator}.`)
  return given.some((value) => wanted.some((one) => (isEqual ? one === value : fits(one, value))))
}

/** `*` stands for anything, `?` for one character. */
function fits(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}
