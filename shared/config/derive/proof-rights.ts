import type { HeaderSecret, Proof } from '../../domain/proof.ts'
import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { probeName } from '../probe-name.ts'
import { featuresOf } from './features.ts'
import { repositories } from './resources.ts'
import { readSecrets } from './secret-rights.ts'
import { allow, type Statement } from './statement.ts'
import { wideActions, wildcardActions } from './wildcard-actions.ts'

/** Looking at what proves a release. Nothing where a configuration asks for none. `budget`: characters of one list of names. */
export function readProofs(config: LongshoreConfig, budget: number): Statement[] {
  const proofs = Object.values(config.targets).flatMap(({ policy }) => policy.proofs ?? [])
  const hasMetric = proofs.some(({ kind }) => kind === 'metric')
  return [
    ...allow('ReadMetrics', wildcardActions.readMetrics.actions, hasMetric ? ['*'] : []),
    ...allow('SearchLogs', ['logs:FilterLogEvents'], groups(proofs, config)),
    ...allow('AskFunctions', ['lambda:InvokeFunction'], asked(proofs, config)),
    ...readSecrets('Header', headerSecrets(proofs), config),
    ...allow('ReadScans', ['ecr:DescribeImageScanFindings'], repositories(scanned(config), budget)),
  ]
}

/**
 * What Lambda needs to put a function into a network, by the rights of that function. The key is there when the function's own
 * code calls, which these rights are not for.
 */
export function standInNetwork({ account, region }: LongshoreConfig): Statement[] {
  const inAccount = `arn:${partitionOf(region)}:ec2:${region}:${account}:*/*`
  const notByCode = { Null: { 'lambda:SourceFunctionArn': 'true' } }
  return [
    ...allow('ReadNetwork', wildcardActions.readNetwork.actions, ['*'], notByCode),
    ...allow('StandInNetwork', wideActions.standInNetwork.actions, [inAccount], notByCode),
  ]
}

/** A group, and its streams, by which AWS names what is searched. */
function groups(proofs: readonly Proof[], { account, region }: LongshoreConfig): string[] {
  const home = `arn:${partitionOf(region)}:logs:${region}:${account}:log-group`
  const named = proofs.flatMap((proof) => (proof.kind === 'log' ? [proof.group] : []))
  return [...new Set(named)].sort().flatMap((group) => [`${home}:${group}`, `${home}:${group}:*`])
}

function asked(proofs: readonly Proof[], config: LongshoreConfig): string[] {
  const { account, region } = config
  const home = `arn:${partitionOf(region)}:lambda:${region}:${account}:function`
  const named = proofs.flatMap((proof) => {
    if (proof.kind !== 'function') return []
    return [proof.qualifier === undefined ? proof.function : `${proof.function}:${proof.qualifier}`]
  })
  const probe = featuresOf(config).includes('probe') ? [probeName(config)] : []
  return [...new Set([...named, ...probe])].sort().map((name) => `${home}:${name}`)
}

function headerSecrets(proofs: readonly Proof[]): HeaderSecret[] {
  const headers = proofs.flatMap((proof) => (proof.kind === 'http' ? Object.values(proof.headers ?? {}) : []))
  const secrets = headers.filter((value) => typeof value !== 'string')
  return [...new Map(secrets.map((secret) => [JSON.stringify(secret), secret])).values()]
}

/** The configuration with nothing but the targets whose images are scanned before they start. */
function scanned(config: LongshoreConfig): LongshoreConfig {
  const targets = Object.entries(config.targets).filter(([, { policy }]) => policy.scan)
  return { ...config, targets: Object.fromEntries(targets) }
}
