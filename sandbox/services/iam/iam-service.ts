import type { SimulatePolicyResponse } from '@aws-sdk/client-iam'
import { AwsError, type Operation, type Service } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { type PolicyRequest, type PolicyStatement, speaksOf } from './policy.ts'

/** Something that takes a right away again. What is left out stands for everything. */
export interface Denied {
  /** Part of the role's ARN. */
  readonly role?: string
  readonly action: string
  readonly resource?: string
  /** A policy that denies, the boundary of the role, or the policies of the organization; default: a policy. */
  readonly by?: 'policy' | 'boundary' | 'organization'
}

/** Set-up of roles. Nothing but simulations heeds them: calls are not evaluated. */
export interface IamControl {
  putRole(arn: string, statements: readonly PolicyStatement[]): void
  /** Until it is taken back by what is returned. */
  deny(denied: Denied): () => void
}

/** IAM's policy simulation. */
export function iamService(): { readonly service: Service; readonly control: IamControl } {
  const roles = new Map<string, readonly PolicyStatement[]>()
  const denials = new Set<Denied>()
  const control: IamControl = {
    putRole: (arn, statements) => void roles.set(arn, statements),
    deny(denied) {
      denials.add(denied)
      return () => void denials.delete(denied)
    },
  }
  const simulate: Operation = (input): SimulatePolicyResponse => {
    const arn = String(input['PolicySourceArn'])
    const statements = roles.get(arn)
    if (!statements) throw new AwsError('NoSuchEntity', `The role with name ${arn} cannot be found.`, 404)
    const requests = requestsIn(input)
    return {
      EvaluationResults: requests.map((request) => decide(request, arn, statements, [...denials])),
      IsTruncated: false,
    }
  }
  return { service: { name: 'iam', operations: { SimulatePrincipalPolicy: simulate } }, control }
}

function requestsIn(input: Input): PolicyRequest[] {
  const actions: string[] = input['ActionNames'] ?? []
  const resources: string[] = input['ResourceArns']?.length ? input['ResourceArns'] : ['*']
  const entries: Input[] = input['ContextEntries'] ?? []
  const context = Object.fromEntries(
    entries.map((entry) => [String(entry['ContextKeyName']).toLowerCase(), entry['ContextKeyValues'] ?? []]),
  )
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })))
}

type Result = NonNullable<SimulatePolicyResponse['EvaluationResults']>[number]

function decide(
  request: PolicyRequest,
  arn: string,
  statements: readonly PolicyStatement[],
  denials: readonly Denied[],
): Result {
  const { action, resource } = request
  const about = { EvalActionName: action, EvalResourceName: resource, MatchedStatements: [], MissingContextValues: [] }
  const denied = denials.find((one) => concerns(one, arn, request))
  const by = denied && (denied.by ?? 'policy')
  const spoken = statements.filter((statement) => speaksOf(statement, request))
  if (by === 'policy' || spoken.some(({ effect }) => effect === 'Deny'))
    return { ...about, EvalDecision: 'explicitDeny' }
  if (by === 'boundary')
    return {
      ...about,
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    }
  if (by === 'organization')
    return { ...about, EvalDecision: 'implicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } }
  return { ...about, EvalDecision: spoken.length > 0 ? 'allowed' : 'implicitDeny' }
}

function concerns({ role = '', action, resource }: Denied, arn: string, request: PolicyRequest): boolean {
  return arn.includes(role) && action === request.action && (resource === undefined || resource === request.resource)
}
