import type { Statement } from '../../shared/config/derive/statement.ts'

/** Resources of a template, however it came about. */
type Resources = Readonly<Record<string, { readonly Type?: unknown; readonly Properties?: unknown }>>

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[]
  readonly ManagedPolicyArns?: readonly { readonly Ref: string }[]
}

/** What a role of a template allows in effect: its inline policies and those attached to it. */
export function grantedBy(resources: Resources, roleId: string): readonly Statement[] {
  const role = resources[roleId]
  if (role?.Type !== 'AWS::IAM::Role') throw new Error(`There is no role ${roleId} in the template.`)
  const { Policies, ManagedPolicyArns = [] } = role.Properties as RoleProperties
  const attached = ManagedPolicyArns.map(({ Ref }) => {
    const policy = resources[Ref]
    if (policy?.Type !== 'AWS::IAM::ManagedPolicy') throw new Error(`${roleId} attaches ${Ref}, which is no policy.`)
    return policy.Properties as RoleProperties['Policies'][number]
  })
  return [...Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

/** Every action on every resource, with the condition: the same for whatever statements grant the same. */
export function grants(statements: readonly Statement[]): string[] {
  const each = statements.flatMap(({ Action, Resource, Condition = {} }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => `${action} ${JSON.stringify(resource)} ${JSON.stringify(Condition)}`),
    ),
  )
  return each.sort()
}

/** Whether an action on a resource is allowed, conditions aside. */
export function allows(statements: readonly Statement[], action: string, arn: string): boolean {
  return statements
    .filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource)
    .some(
      (resource) =>
        resource === arn ||
        (typeof resource === 'string' && resource.endsWith('*') && arn.startsWith(resource.slice(0, -1))),
    )
}
