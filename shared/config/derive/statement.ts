/** A name that CloudFormation fills in. */
export type Reference =
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [string, string] }
  | { readonly 'Fn::Sub': string }

/** One IAM statement: always an Allow of named actions. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly (string | Reference)[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** Allows actions on resources; no statement when there is nothing to allow them on. */
export function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly (string | Reference)[],
  Condition?: Statement['Condition'],
): Statement[] {
  if (Resource.length === 0) return []
  return [{ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }]
}

/** Characters that the values of one condition may take: a statement cannot be spread over policies inside a condition. */
const conditionRoom = 2000

/** Allows actions where a key has one of many values: as many statements as keep each of them short. */
export function allowWhere(
  Sid: string,
  Action: readonly string[],
  Resource: readonly (string | Reference)[],
  { operator, key, values }: { operator: 'ArnLike' | 'StringEquals'; key: string; values: readonly string[] },
): Statement[] {
  const parts: string[][] = []
  let left = 0
  for (const value of values) {
    left -= value.length + 3
    if (left < 0 || parts.length === 0) {
      parts.push([])
      left = conditionRoom - value.length - 3
    }
    parts.at(-1)?.push(value)
  }
  return parts.flatMap((part, index) =>
    allow(index === 0 ? Sid : `${Sid}Part${index + 1}`, Action, Resource, { [operator]: { [key]: part } }),
  )
}

/** The ARN of a resource of the own stack. */
export function arnOf(logicalId: string): Reference {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] }
}

export interface Document {
  readonly Version: '2012-10-17'
  readonly Statement: readonly object[]
}

/** A policy of statements. */
export function document(statements: readonly object[]): Document {
  return { Version: '2012-10-17', Statement: statements }
}
