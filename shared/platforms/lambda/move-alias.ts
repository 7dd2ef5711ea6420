import { callingLambda } from './calling-lambda.ts'
import { type AliasTarget, type LambdaContext, nameOf } from './lambda-context.ts'
import type { AliasSight } from './read-alias.ts'

/**
 * Gives a version its share of the traffic in one call, all of it at 100 %, if the alias still is as it was seen. Returns the
 * alias's new revision.
 */
export async function moveAlias(
  context: LambdaContext,
  target: AliasTarget,
  { primary, revision }: AliasSight,
  { version, percent }: { readonly version: string; readonly percent: number },
): Promise<string> {
  const api = await context.client()
  const isWhole = percent === 100
  const answer = await callingLambda('UpdateAlias', nameOf(target), () =>
    api.updateAlias({
      FunctionName: target.function,
      Name: target.alias,
      FunctionVersion: isWhole ? version : primary.version,
      RoutingConfig: { AdditionalVersionWeights: isWhole ? {} : { [version]: percent / 100 } },
      RevisionId: revision,
    }),
  )
  return answer.RevisionId ?? ''
}
