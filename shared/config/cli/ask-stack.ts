import type { Tools } from './tools.ts'

/** What a function of the stack answers. Throws what it refuses in its own words, else an error that says what to check. */
export async function askStack(
  { invoke }: Pick<Tools, 'invoke'>,
  { name, region }: { readonly name: string; readonly region: string },
  doing: string,
  payload: object = {},
): Promise<unknown> {
  try {
    return await invoke(name, region, payload)
  } catch (error) {
    if (error instanceof Error && error.name === 'FunctionFailed') throw error
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const mend =
      'Check AWS_PROFILE, the stage (--stage) and the right lambda:InvokeFunction on it, and that the stack is deployed.'
    throw new Error(`Cannot ${doing}: ${name} in ${region} could not be asked: ${why}. ${mend}`, { cause: error })
  }
}
