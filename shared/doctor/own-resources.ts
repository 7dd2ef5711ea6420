import { partitionOf } from '../config/aws-names.ts'
import { functionKeysOf, lambdaId, logGroupId } from '../config/derive/function-key.ts'
import type { Reference } from '../config/derive/statement.ts'
import type { LongshoreConfig } from '../config/normalised.ts'

/** The ARN that a reference to a resource of the own stack becomes; undefined for one that is not known here. */
export function ownArn(reference: Reference, config: LongshoreConfig): string | undefined {
  if ('Ref' in reference) return arnOf(reference.Ref, config)
  if ('Fn::GetAtt' in reference) return arnOf(reference['Fn::GetAtt'][0], config)
  return substituted(reference['Fn::Sub'], config)
}

/** Of `${Table.Arn}/index/due`, and of ARNs that are written out. */
function substituted(text: string, config: LongshoreConfig): string | undefined {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': partitionOf(config.region),
    'AWS::Region': config.region,
    'AWS::AccountId': config.account,
    'AWS::StackName': config.stack,
  }
  const lambdas = Object.fromEntries(functionKeysOf(config).map((key) => [lambdaId(key), `${config.stack}-${key}`]))
  const values = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']): [string, string | undefined] => [
    name,
    pseudo[name] ?? lambdas[name] ?? arnOf(name.replace(/\.Arn$/, ''), config),
  ])
  if (values.some(([, value]) => value === undefined)) return undefined
  return values.reduce((filled, [name, value = '']) => filled.replace(`\${${name}}`, value), text)
}

/** Names as serverless.yml and stack/ give them. */
function arnOf(id: string, config: LongshoreConfig): string | undefined {
  const { stack, region, account } = config
  const arn = (service: string, rest: string) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${rest}`
  if (id === 'Table') return arn('dynamodb', `table/${stack}`)
  if (id === 'NudgeQueue') return arn('sqs', `${stack}-nudges.fifo`)
  if (id === 'NudgeDlq') return arn('sqs', `${stack}-nudges-dlq.fifo`)
  if (id === 'PageKey') return arn('secretsmanager', `secret:${stack}-page-key-abcdef`)
  const key = functionKeysOf(config).find((one) => logGroupId(one) === id)
  if (key) return arn('logs', `log-group:/aws/lambda/${stack}-${key}:*`)
  const [, name = '', kind] = /^([A-Z][a-z]+)(Queue|Dlq|Topic)$/.exec(id) ?? []
  if (kind === 'Queue') return arn('sqs', `${stack}-${name.toLowerCase()}`)
  if (kind === 'Dlq') return arn('sqs', `${stack}-${name.toLowerCase()}-dlq`)
  return kind === 'Topic' ? arn('sns', `${stack}-${name.toLowerCase()}`) : undefined
}
