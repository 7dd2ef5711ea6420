import type { DeleteFunctionResponse } from '@aws-sdk/client-lambda'
import type { Operation } from '../../kernel/service.ts'
import { conflict, invalid } from './conflicts.ts'
import { LATEST, requireFunction, requireVersion } from './find-function.ts'
import { readFunctionName } from './function-name.ts'
import type { FunctionsState, SimulatedFunction } from './state.ts'

/** DeleteFunction: the whole function, or with a qualifier one version that no alias names. */
export function deleteFunctionOperation(state: FunctionsState): Operation {
  return (input): DeleteFunctionResponse => {
    const { name, qualifier } = readFunctionName(String(input['FunctionName']), input['Qualifier'])
    const found = requireFunction(state, name)
    if (qualifier === undefined) state.functions.delete(name)
    else deleteVersion(found, qualifier)
    return { StatusCode: 204 }
  }
}

/** @throws {AwsError} while an alias names it, and for what is no version */
export function deleteVersion(found: SimulatedFunction, qualifier: string): void {
  if (qualifier === LATEST) throw invalid('$LATEST version cannot be deleted without deleting the function.')
  if (!/^\d+$/.test(qualifier)) throw invalid('Deletion of aliases is not currently supported.')
  const { number } = requireVersion(found, qualifier)
  const naming = [...found.aliases.values()].filter(
    ({ version, weights }) => version === number || weights[number] !== undefined,
  )
  if (naming.length > 0) {
    const names = naming.map(({ name }) => name).join(', ')
    throw conflict(`Version was not deleted because it's referenced by one or more aliases: [${names}]`)
  }
  found.versions.delete(number)
}
