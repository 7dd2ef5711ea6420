import type { LastUpdateStatus, State } from '@aws-sdk/client-lambda'
import { LATEST } from './find-function.ts'
import type { FunctionAlias, SimulatedFunction } from './state.ts'

export interface VersionNow {
  readonly number: string
  readonly digest?: string
  readonly state: State
}

export interface AliasNow {
  readonly version: string
  /** What the version that it points at runs. */
  readonly digest?: string
  /** Share of requests that the other version gets, by its number; empty when all go to one. */
  readonly weights: Readonly<Record<string, number>>
  /** The same by digest. */
  readonly digestWeights: Readonly<Record<string, number>>
}

/** A function as it is now, for tests and scenarios. */
export interface FunctionNow {
  readonly arn: string
  readonly packageType: 'Image' | 'Zip'
  readonly state: State
  readonly lastUpdateStatus: LastUpdateStatus
  /** What `$LATEST` runs; during an update still the old image. */
  readonly latest?: string
  /** Oldest first. */
  readonly versions: readonly VersionNow[]
  readonly aliases: Readonly<Record<string, AliasNow>>
}

export function functionNow(found: SimulatedFunction): FunctionNow {
  const { code } = found.serving
  const aliases = [...found.aliases.values()].map((alias) => [alias.name, aliasNow(found, alias)] as const)
  return {
    arn: found.arn,
    packageType: found.packageType,
    state: found.lifecycle.state,
    lastUpdateStatus: found.lastUpdate.status,
    ...(code === undefined ? {} : { latest: code.digest }),
    versions: [...found.versions.values()].map(({ number, code: own, lifecycle }) => ({
      number,
      ...(own === undefined ? {} : { digest: own.digest }),
      state: lifecycle.state,
    })),
    aliases: Object.fromEntries(aliases),
  }
}

function aliasNow(found: SimulatedFunction, { version, weights }: FunctionAlias): AliasNow {
  const digest = digestOf(found, version)
  const byDigest = Object.entries(weights).map(([number, weight]) => [digestOf(found, number) ?? number, weight])
  return {
    version,
    ...(digest === undefined ? {} : { digest }),
    weights,
    digestWeights: Object.fromEntries(byDigest),
  }
}

function digestOf(found: SimulatedFunction, version: string): string | undefined {
  return version === LATEST ? found.serving.code?.digest : found.versions.get(version)?.code?.digest
}
