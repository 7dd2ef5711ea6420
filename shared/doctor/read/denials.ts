import type { EvaluationResult, SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam'
import type { FunctionKey } from '../../config/derive/function-key.ts'
import type { Denial } from '../facts.ts'
import type { RightsQuestion } from '../rights-asked.ts'
import type { DoctorClients } from './doctor-clients.ts'
import { fewAtOnce } from './few-at-once.ts'
import type { Looker } from './look.ts'

/** Lets IAM simulate whether functions may do what they need to. `roles`: ARNs by function. */
export async function readDenials(
  { look, note }: Looker,
  iam: DoctorClients['iam'],
  roles: Readonly<Partial<Record<FunctionKey, string>>>,
  questions: readonly RightsQuestion[],
): Promise<readonly Denial[]> {
  const keys = new Set(questions.map(({ key }) => key))
  for (const key of [...keys].filter((one) => roles[one] === undefined)) {
    const message = `LONGSHORE_ROLES of the function doctor names no role of ${key}. Deploy Longshore again.`
    note({ action: 'LONGSHORE_ROLES', subject: `the role of ${key}` }, { kind: 'problem', cause: 'invalid', message })
  }
  const denials = await fewAtOnce(questions, async (question): Promise<readonly Denial[]> => {
    const role = roles[question.key]
    const doing = { action: 'iam:SimulatePrincipalPolicy', subject: `the role of ${question.key}` }
    if (role === undefined) return []
    const results = await look(doing, () => simulate(iam, role, question))
    return results.kind === 'seen' ? results.value.flatMap((result) => denialsIn(question, result)) : []
  })
  return denials.flat()
}

async function simulate(
  iam: DoctorClients['iam'],
  role: string,
  question: RightsQuestion,
): Promise<EvaluationResult[]> {
  const api = await iam()
  const input: SimulatePrincipalPolicyCommandInput = {
    PolicySourceArn: role,
    ActionNames: [...question.actions],
    ...(question.resources.length === 0 ? {} : { ResourceArns: [...question.resources] }),
    ContextEntries: question.context.map(({ key, value }) => ({
      ContextKeyName: key,
      ContextKeyType: 'string',
      ContextKeyValues: [value],
    })),
    MaxItems: 1000,
  }
  const results: EvaluationResult[] = []
  let Marker: string | undefined
  do {
    const page = await api.simulatePrincipalPolicy({ ...input, ...(Marker === undefined ? {} : { Marker }) })
    results.push(...(page.EvaluationResults ?? []))
    Marker = page.IsTruncated ? page.Marker : undefined
  } while (Marker)
  return results
}

/** Of several resources IAM tells each by itself, within the result of the action or as a result of its own. */
function denialsIn({ key }: RightsQuestion, result: EvaluationResult): Denial[] {
  const { EvalActionName: action = '', EvalResourceName: resource = '*', ResourceSpecificResults: each = [] } = result
  const boundary = result.PermissionsBoundaryDecisionDetail
  const byOrganization = result.OrganizationsDecisionDetail?.AllowedByOrganizations === false
  if (each.length === 0)
    return denialOf({ key, action, resource, decision: result.EvalDecision, boundary, byOrganization })
  return each.flatMap((one) =>
    denialOf({
      ...{ key, action, byOrganization },
      resource: one.EvalResourceName ?? resource,
      decision: one.EvalResourceDecision,
      boundary: one.PermissionsBoundaryDecisionDetail ?? boundary,
    }),
  )
}

interface Decided extends Pick<Denial, 'key' | 'action' | 'resource'> {
  readonly decision: string | undefined
  readonly boundary: { readonly AllowedByPermissionsBoundary?: boolean | undefined } | undefined
  readonly byOrganization: boolean
}

function denialOf({ key, action, resource, decision, boundary, byOrganization }: Decided): Denial[] {
  if (decision === 'allowed') return []
  return [{ key, action, resource, by: reason(decision, boundary, byOrganization) }]
}

function reason(decision: string | undefined, boundary: Decided['boundary'], byOrganization: boolean): Denial['by'] {
  if (byOrganization) return "the organization's policies do not allow it"
  if (boundary?.AllowedByPermissionsBoundary === false) return 'its boundary does not allow it'
  return decision === 'explicitDeny' ? 'a policy denies it' : 'nobody allows it'
}
