import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig, SecretName } from '../normalised.ts'
import { allow, type Statement } from './statement.ts'

/**
 * To read some secrets, and to decrypt them with keys that are not those AWS manages: usable for these secrets and through their
 * store only.
 */
export function readSecrets(what: string, names: readonly SecretName[], config: LongshoreConfig): Statement[] {
  const { account, region } = config
  const arn = (rest: string): string => `arn:${partitionOf(region)}:${rest}`
  const parameters = names.flatMap((name) =>
    'ssm' in name ? [arn(`ssm:${region}:${account}:parameter/${name.ssm.replace(/^\//, '')}`)] : [],
  )
  const secrets = names.flatMap((name) =>
    'secret' in name ? [arn(`secretsmanager:${region}:${account}:secret:${name.secret}-??????`)] : [],
  )
  const decrypt = (sid: string, store: string, context: string, some: readonly string[]): Statement[] =>
    allow(sid, ['kms:Decrypt'], some.length === 0 ? [] : [arn(`kms:${region}:${account}:key/*`)], {
      StringEquals: { 'kms:ViaService': `${store}.${region}.amazonaws.com` },
      StringLike: { [`kms:EncryptionContext:${context}`]: some },
    })
  return [
    ...allow(`Read${what}Parameters`, ['ssm:GetParameter'], parameters),
    ...allow(`Read${what}Secrets`, ['secretsmanager:GetSecretValue'], secrets),
    ...decrypt(`Decrypt${what}Parameters`, 'ssm', 'PARAMETER_ARN', parameters),
    ...decrypt(`Decrypt${what}Secrets`, 'secretsmanager', 'SecretARN', secrets),
  ]
}
