import type { OtherPlaces } from '../elsewhere/start-places.ts'
import type { StsControl } from '../services/sts/sts-service.ts'
import type { ServerlessFile } from './serverless-file.ts'
import { asRecord } from './value-at.ts'

/** What templates of other accounts are created in. */
export interface AccountsHost {
  readonly places: OtherPlaces['places']
  readonly sts: StsControl
}

/**
 * Creates in each started place what its template says: roles that can be taken on, rules that pass events on. A template of a
 * place that was not started is left aside, as by somebody who did not deploy it.
 */
export function wireAccounts({ places, sts }: AccountsHost, file: ServerlessFile): void {
  const stack = `${file.service}-${file.stage}`
  sts.roleOf((caller) => {
    const role = file.functions[caller.replace(/-\d+$/, '')]?.['role']
    return typeof role === 'string' ? `${stack}-${role}-SANDBOX` : undefined
  })
  for (const { account, region, template } of file.accounts) {
    const place = places[`${account}/${region}`]
    if (!place) continue
    for (const [id, resource] of Object.entries(asRecord(asRecord(template)['Resources']))) {
      const { Type, Properties } = asRecord(resource)
      const properties = asRecord(Properties)
      if (Type === 'AWS::Events::Rule') putRule(place.events, `${stack}-${id}`, properties)
      if (Type === 'AWS::IAM::Role' && properties['RoleName'] !== undefined) addRole(sts, account, properties)
    }
  }
}

function putRule(events: OtherPlaces['places'][string]['events'], name: string, properties: Record<string, unknown>) {
  const { EventPattern, Targets } = properties
  events.putRule({ name, pattern: asRecord(EventPattern) as Parameters<typeof events.putRule>[0]['pattern'] & object })
  events.putTargets(
    name,
    [Targets ?? []].flat().map((target) => ({ ...asRecord(target), RoleArn: undefined })),
  )
}

/** Conditions as the templates write them: one list of external ids, one of ARNs. */
function addRole(sts: StsControl, account: string, properties: Record<string, unknown>): void {
  const { RoleName, Path = '/', AssumeRolePolicyDocument } = properties
  const statements = [asRecord(AssumeRolePolicyDocument)['Statement'] ?? []].flat().map(asRecord)
  const conditions = statements.map(({ Condition }) => asRecord(Condition))
  const listed = (operator: string, key: string) =>
    conditions.flatMap((condition) => [asRecord(condition[operator])[key] ?? []].flat().map(String))
  sts.addRole({
    arn: `arn:aws:iam::${account}:role${String(Path)}${String(RoleName)}`,
    externalIds: listed('StringEquals', 'sts:ExternalId'),
    principals: listed('ArnLike', 'aws:PrincipalArn'),
  })
}
