import type { AliasConfiguration, ListAliasesResponse } from '@aws-sdk/client-lambda'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { putAlias, refuseSecondAlias, type Weights } from './aliases.ts'
import { refuseStaleRevision } from './conflicts.ts'
import { requireAlias, requireFunction } from './find-function.ts'
import { markerPage } from './read-operations.ts'
import type { FunctionAlias, FunctionsState, SimulatedFunction } from './state.ts'

export function getAlias(state: FunctionsState): Operation {
  return (input): AliasConfiguration => {
    const found = requireFunction(state, input['FunctionName'])
    return aliasView(found, requireAlias(found, String(input['Name'])))
  }
}

export function createAlias(state: FunctionsState): Operation {
  return (input): AliasConfiguration => {
    const found = requireFunction(state, input['FunctionName'])
    const name = String(input['Name'])
    refuseSecondAlias(found, name)
    const wish = { version: String(input['FunctionVersion']), weights: weightsIn(input) ?? {} }
    return aliasView(found, putAlias(state, found, name, { ...wish, description: input['Description'] }))
  }
}

/** UpdateAlias: what is left out stays; a routing configuration without weights takes them away. */
export function updateAlias(state: FunctionsState): Operation {
  return (input): AliasConfiguration => {
    const found = requireFunction(state, input['FunctionName'])
    const alias = requireAlias(found, String(input['Name']))
    refuseStaleRevision(alias.revisionId, input['RevisionId'])
    const { FunctionVersion: version = alias.version, Description: description = alias.description } = input
    const weights = weightsIn(input) ?? alias.weights
    return aliasView(found, putAlias(state, found, alias.name, { version, weights, description }))
  }
}

/** DeleteAlias of one that is not there succeeds. */
export function deleteAlias(state: FunctionsState): Operation {
  return (input) => {
    requireFunction(state, input['FunctionName']).aliases.delete(String(input['Name']))
    return {}
  }
}

export function listAliases(state: FunctionsState): Operation {
  return (input): ListAliasesResponse => {
    const found = requireFunction(state, input['FunctionName'])
    const version: string | undefined = input['FunctionVersion']
    const all = [...found.aliases.values()].filter((alias) => version === undefined || alias.version === version)
    const { items, nextToken } = paginate(all, markerPage(input['MaxItems'], input['Marker']))
    const Aliases = items.map((alias) => aliasView(found, alias))
    return { Aliases, ...(nextToken === undefined ? {} : { NextMarker: nextToken }) }
  }
}

function weightsIn(input: Input): Weights | undefined {
  const routing = input['RoutingConfig']
  return routing === undefined ? undefined : { ...routing.AdditionalVersionWeights }
}

function aliasView(found: SimulatedFunction, alias: FunctionAlias): AliasConfiguration {
  const { name, version, weights, description, revisionId } = alias
  return {
    AliasArn: `${found.arn}:${name}`,
    Name: name,
    FunctionVersion: version,
    Description: description,
    RevisionId: revisionId,
    ...(Object.keys(weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: { ...weights } } }),
  }
}
