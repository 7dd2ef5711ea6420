import { AwsError } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { functionArn, readFunctionName } from './function-name.ts'
import type { FunctionAlias, FunctionsState, FunctionVersion, SimulatedFunction } from './state.ts'

export const LATEST = '$LATEST'

/** What a request points at: `$LATEST`, or a published version, perhaps by way of an alias. */
export interface Pointed {
  readonly found: SimulatedFunction
  readonly alias?: FunctionAlias
  /** Missing for `$LATEST`. */
  readonly version?: FunctionVersion
  readonly qualifier?: string
}

/** @throws {AwsError} ResourceNotFoundException */
export function requireFunction(state: FunctionsState, given: unknown): SimulatedFunction {
  const { name } = readFunctionName(String(given))
  const found = state.functions.get(name)
  if (found) return found
  throw notFound(`Function not found: ${functionArn(state.world, name)}`)
}

/** @throws {AwsError} ResourceNotFoundException for the function, the alias or the version */
export function requirePointed(state: FunctionsState, input: Input): Pointed {
  const { name, qualifier } = readFunctionName(String(input['FunctionName']), input['Qualifier'])
  const found = requireFunction(state, name)
  if (qualifier === undefined) return { found }
  if (qualifier === LATEST) return { found, qualifier }
  const alias = found.aliases.get(qualifier)
  const version = found.versions.get(alias?.version ?? qualifier)
  if (alias !== undefined && alias.version === LATEST) return { found, alias, qualifier }
  if (version === undefined) throw notFound(`Function not found: ${functionArn(state.world, name, qualifier)}`)
  return { found, version, qualifier, ...(alias === undefined ? {} : { alias }) }
}

/** @throws {AwsError} ResourceNotFoundException */
export function requireAlias(found: SimulatedFunction, name: string): FunctionAlias {
  const alias = found.aliases.get(name)
  if (alias) return alias
  throw notFound(`Cannot find alias arn: ${found.arn}:${name}`)
}

/** @throws {AwsError} ResourceNotFoundException */
export function requireVersion(found: SimulatedFunction, number: string): FunctionVersion {
  const version = found.versions.get(number)
  if (version) return version
  throw notFound(`Function not found: ${found.arn}:${number}`)
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404)
}
