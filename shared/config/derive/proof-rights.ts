import type { HeaderSecret, Proof } from '../../domain/proof.ts'
import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { probeName } from '../probe-name.ts'
import { featuresOf } from './features.ts'
import { repositories } from './resources.ts'
import { readSecrets } from './secret-rights.ts'
import { allow, type Statement } from './statement.ts'
import { wideActions, wildcardActions } from './wildcard-actions.ts'

/** Looking at what proves releases of the targets of one place, there. Nothing where a configuration asks for none. */
export function readPlacedProofs(config: LongshoreConfig): Statement[] {
  const proofs = proofsOf(config)
  const hasMetric = proofs.some(({ kind }) => kind === 'metric')
  return [
    ...allow('ReadMetrics', wildcardActions.readMetrics.actions, hasMetric ? ['*'] : []),
    ...allow('SearchLogs', ['logs:FilterLogEvents'], groups(proofs, config)),
    ...allow('AskFunctions', ['lambda:InvokeFunction'], functionArns(asked(proofs), config)),
  ]
}

/** What proofs take of the stack's own place, wherever targets are. `budget`: characters of one list of names. */
export function readOwnProofs(config: LongshoreConfig, budget: number): Statement[] {
  const probe = featuresOf(config).includes('probe') ? [probeName(config)] : []
  return [
    ...allow('AskProbe', ['lambda:InvokeFunction'], functionArns(probe, config)),
    ...readSecrets('Header', headerSecrets(proofsOf(config)), config),
    ...readScans(config, budget),
  ]
}

/** What scans found in images that are to start. */
export function readScans(config: LongshoreConfig, budget: number): Statement[] {
  return allow('ReadScans', ['ecr:DescribeImageScanFindings'], repositories(scanned(config), budget))
}

function proofsOf({ targets }: LongshoreConfig): Proof[] {
  return Object.values(targets).flatMap(({ policy }) => policy.proofs ?? [])
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

function asked(proofs: readonly Proof[]): string[] {
  return proofs.flatMap((proof) => {
    if (proof.kind !== 'function') return []
    return [proof.qualifier === undefined ? proof.function : `${proof.function}:${proof.qualifier}`]
  })
}

function functionArns(names: readonly string[], { account, region }: LongshoreConfig): string[] {
  const home = `arn:${partitionOf(region)}:lambda:${region}:${account}:function`
  return [...new Set(names)].sort().map((name) => `${home}:${name}`)
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
