import { type PolicyStatement, readStatement } from '../services/iam/policy.ts'
import { type IntrinsicScope, resolveIntrinsics } from './resolve-intrinsics.ts'
import type { ServerlessFile } from './serverless-file.ts'
import { asRecord } from './value-at.ts'

/** Where roles are known. */
export interface RoleCreator {
  putRole(arn: string, statements: readonly PolicyStatement[]): void
}

/** Lets simulations of policies know the roles of a stack: their own policies and those of the stack that they attach. */
export function wireRoles(roles: RoleCreator, file: ServerlessFile, scope: IntrinsicScope): void {
  for (const [id, { Type, Properties }] of Object.entries(file.resources)) {
    if (Type !== 'AWS::IAM::Role') continue
    const arn = scope.resources[id]?.attributes['Arn'] ?? id
    roles.putRole(arn, statementsOf(asRecord(Properties), file, scope))
  }
}

function statementsOf(role: Record<string, unknown>, file: ServerlessFile, scope: IntrinsicScope): PolicyStatement[] {
  const attached = [role['ManagedPolicyArns'] ?? []].flat().map((reference) => {
    const policy = file.resources[String(asRecord(reference)['Ref'])]
    return asRecord(policy?.['Properties'])
  })
  const inline = [role['Policies'] ?? []].flat().map(asRecord)
  return [...inline, ...attached].flatMap((policy) => {
    const { Statement } = asRecord(resolveIntrinsics(policy['PolicyDocument'], scope))
    return [Statement ?? []].flat().map((statement) => readStatement(asRecord(statement)))
  })
}
