import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListFunctionsResponse,
  ListTagsResponse,
  ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import { codeView, latestView, pointedView, versionView } from './configuration-view.ts'
import { LATEST, requireFunction, requirePointed } from './find-function.ts'
import type { FunctionsState } from './state.ts'

export function getFunction(state: FunctionsState): Operation {
  return (input): GetFunctionResponse => {
    const pointed = requirePointed(state, input)
    const { tags } = pointed.found
    return {
      Configuration: pointedView(pointed),
      Code: codeView(pointed),
      ...(Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } }),
    }
  }
}

export function getFunctionConfiguration(state: FunctionsState): Operation {
  return (input): FunctionConfiguration => pointedView(requirePointed(state, input))
}

/** `$LATEST` of each, in order of creation; the stack's own functions are not among them. */
export function listFunctions(state: FunctionsState): Operation {
  return (input): ListFunctionsResponse => {
    const all = [...state.functions.values()].map((found) => latestView(found))
    const { items, nextToken } = paginate(all, markerPage(input['MaxItems'], input['Marker']))
    return { Functions: [...items], ...(nextToken === undefined ? {} : { NextMarker: nextToken }) }
  }
}

/** `$LATEST` first, then the versions from the oldest on. */
export function listVersionsByFunction(state: FunctionsState): Operation {
  return (input): ListVersionsByFunctionResponse => {
    const found = requireFunction(state, input['FunctionName'])
    const all = [
      latestView(found, LATEST),
      ...[...found.versions.values()].map((version) => versionView(found, version)),
    ]
    const { items, nextToken } = paginate(all, markerPage(input['MaxItems'], input['Marker']))
    return { Versions: [...items], ...(nextToken === undefined ? {} : { NextMarker: nextToken }) }
  }
}

export function listTags(state: FunctionsState): Operation {
  return (input): ListTagsResponse => ({ Tags: { ...requireFunction(state, input['Resource']).tags } })
}

/** Lambda's lists: MaxItems up to 10,000, of which it never gives more than 50. */
export function markerPage(maxItems: number | undefined, marker: string | undefined) {
  return { maxResults: Math.min(maxItems ?? 50, 50), nextToken: marker, defaultSize: 50, largestSize: 50 }
}
