import { callingLambda } from './calling-lambda.ts'
import { type AliasTarget, type LambdaContext, nameOf } from './lambda-context.ts'
import type { AliasSight } from './read-alias.ts'

/** Where an alias is to send requests: to one version, or a share of them to a second one. */
export interface Traffic {
  readonly version: string
  readonly second?: { readonly version: string; readonly percent: number }
}

/** Moves an alias in one call, if it still is as it was seen. Returns its new revision. */
export async function moveAlias(
  context: LambdaContext,
  target: AliasTarget,
  { revision }: AliasSight,
  { version, second }: Traffic,
): Promise<string> {
  const api = await context.client()
  const answer = await callingLambda('UpdateAlias', nameOf(target), () =>
    api.updateAlias({
      FunctionName: target.function,
      Name: target.alias,
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: second ? { [second.version]: second.percent / 100 } : {} },
      RevisionId: revision,
    }),
  )
  return answer.RevisionId ?? ''
}

/** Gives a version its share of the traffic, all of it at 100 %. */
export function moveTowards(
  context: LambdaContext,
  target: AliasTarget,
  sight: AliasSight,
  version: string,
  percent: number,
): Promise<string> {
  const traffic = percent === 100 ? { version } : { version: sight.primary.version, second: { version, percent } }
  return moveAlias(context, target, sight, traffic)
}
