import { AwsError, type World } from '../../kernel/service.ts'

/** What a request names: a function, and an alias or version of it when it says so. */
export interface FunctionReference {
  readonly name: string
  readonly qualifier?: string
}

const NAME = /^(?:arn:aws:lambda:[^:]+:\d+:function:|\d+:function:|function:)?([A-Za-z0-9_-]+)(?::([$A-Za-z0-9_-]+))?$/

/**
 * Reads a name, `name:qualifier`, or an ARN in full or in part; `Qualifier` of the request comes beside it.
 * @throws {AwsError} when the two qualifiers contradict each other, or the name is none
 */
export function readFunctionName(given: string, beside?: string): FunctionReference {
  const [, name, within] = NAME.exec(given) ?? []
  if (name === undefined) {
    throw new AwsError('InvalidParameterValueException', `Invalid function name: ${given}`)
  }
  if (within !== undefined && beside !== undefined && within !== beside) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  }
  const qualifier = beside ?? within
  return qualifier === undefined ? { name } : { name, qualifier }
}

export function functionArn({ region, account }: World, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${region}:${account}:function:${name}`
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}
