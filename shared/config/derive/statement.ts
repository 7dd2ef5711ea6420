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

/** The ARN of a resource of the own stack. */
export function arnOf(logicalId: string): Reference {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] }
}
