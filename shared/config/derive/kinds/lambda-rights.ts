import { partitionOf } from '../../aws-names.ts'
import type { LongshoreConfig } from '../../normalised.ts'
import { lambdaTargets } from '../../targets-of.ts'
import { repositories, shorten } from '../resources.ts'
import { allow, type Statement } from '../statement.ts'

/** Looking at functions, their versions and their aliases. Nothing where none is configured. */
export function readLambda(config: LongshoreConfig, budget: number): Statement[] {
  return allow('ReadFunctions', ['lambda:GetFunction', 'lambda:GetAlias'], functions(config, budget))
}

/** Deploying to them. Whoever updates a function must be allowed to pull the image, as Lambda is by the repository's policy. */
export function writeLambda(config: LongshoreConfig, budget: number): Statement[] {
  const { aliased, all } = names(config)
  return [
    ...allow('UpdateFunctions', ['lambda:UpdateFunctionCode'], shortened(config, all, budget)),
    ...allow('LetLambdaPull', ['ecr:GetDownloadUrlForLayer'], repositories(functionsAlone(config), budget)),
    ...allow('MoveAliases', ['lambda:PublishVersion', 'lambda:UpdateAlias'], withQualifiers(config, aliased, budget)),
  ]
}

function functionsAlone(config: LongshoreConfig): LongshoreConfig {
  const targets = Object.entries(config.targets).filter(([, { kind }]) => kind === 'lambda')
  return { ...config, targets: Object.fromEntries(targets) }
}

function functions(config: LongshoreConfig, budget: number): string[] {
  return withQualifiers(config, names(config).all, budget)
}

/** A call may name a function alone, or a version or alias of it. */
function withQualifiers(config: LongshoreConfig, some: readonly string[], budget: number): string[] {
  return shortened(config, some, budget / 2).flatMap((arn) => (arn.endsWith('*') ? [arn] : [arn, `${arn}:*`]))
}

function shortened({ region, account }: LongshoreConfig, some: readonly string[], budget: number): string[] {
  const home = `arn:${partitionOf(region)}:lambda:${region}:${account}:function`
  return shorten(
    some.map((name) => `${home}:${name}`),
    budget,
  )
}

function names(config: LongshoreConfig): { readonly all: readonly string[]; readonly aliased: readonly string[] } {
  const targets = Object.values(lambdaTargets(config))
  const of = (some: typeof targets) => [...new Set(some.map(({ function: name }) => name))]
  return { all: of(targets), aliased: of(targets.filter(({ alias }) => alias !== undefined)) }
}
