import {
  GetFunctionCommand,
  type LambdaClient,
  paginateListAliases,
  paginateListFunctions,
} from '@aws-sdk/client-lambda'
import type { FoundFunction } from '../init/found.ts'
import type { Registry } from './tags-in-registry.ts'

interface FunctionsQuestion {
  readonly client: LambdaClient
  readonly registry: Registry
  /** Of aliases, and of functions without any. */
  readonly most: number
}

/** Functions that run images, by name; a function with aliases once for each alias. Throws what Lambda answers. */
export async function findFunctions({
  client,
  registry,
  most,
}: FunctionsQuestion): Promise<{ readonly found: readonly FoundFunction[]; readonly isMore: boolean }> {
  const found: FoundFunction[] = []
  for (const name of await imageFunctions(client)) {
    const aliases = await aliasesOf(client, name)
    const pointed = aliases.length === 0 ? [undefined] : aliases
    if (found.length + pointed.length > most) return { found, isMore: true }
    for (const alias of pointed) found.push(await describe(client, registry, { name, alias, of: pointed.length }))
  }
  return { found, isMore: false }
}

async function imageFunctions(client: LambdaClient): Promise<string[]> {
  const names: string[] = []
  for await (const { Functions = [] } of paginateListFunctions({ client, pageSize: 50 }, {}))
    for (const { FunctionName, PackageType } of Functions)
      if (PackageType === 'Image' && FunctionName !== undefined) names.push(FunctionName)
  return names.toSorted()
}

async function aliasesOf(client: LambdaClient, FunctionName: string): Promise<string[]> {
  const names: string[] = []
  for await (const { Aliases = [] } of paginateListAliases({ client, pageSize: 50 }, { FunctionName }))
    for (const { Name } of Aliases) if (Name !== undefined) names.push(Name)
  return names.toSorted()
}

interface Pointed {
  readonly name: string
  readonly alias: string | undefined
  readonly of: number
}

async function describe(
  client: LambdaClient,
  registry: Registry,
  { name, alias, of }: Pointed,
): Promise<FoundFunction> {
  const Qualifier = alias === undefined ? {} : { Qualifier: alias }
  const { Configuration, Code } = await client.send(new GetFunctionCommand({ FunctionName: name, ...Qualifier }))
  const [, , , region = '', account = ''] = Configuration?.FunctionArn?.split(':') ?? []
  return {
    ...{ account, region, function: name, isOneOfMany: of > 1 },
    ...(alias === undefined ? {} : { alias }),
    ...(await registry(Code?.ImageUri ?? '', { account, region })),
  }
}
