import { stackOf } from './ask-stack.ts'
import type { Context } from './context.ts'

/** What a function takes of a name. */
const longest = 200

/**
 * Who asks, as AWS knows the credentials, short enough to be read: a claim of this command line, which CloudTrail proves. Undefined,
 * and said so, when AWS would not tell: that keeps nobody from asking.
 */
export async function caller(context: Context): Promise<string | undefined> {
  const { region } = stackOf(context)
  try {
    return nameIn(await context.terminal.during('Asking AWS who you are', context.whoAmI(region)))
  } catch (error) {
    const why = error instanceof Error ? error.name : String(error)
    context.terminal.complain(`AWS does not tell who you are (${why}): this goes on as by "unknown".`)
    return undefined
  }
}

/** `alice (Deployer, 123456789012)` of an assumed role, `alice (123456789012)` of a user. */
export function nameIn(arn: string): string {
  const [, , , , account = '', ...rest] = arn.split(':')
  const [kind = '', ...path] = rest.join(':').split('/')
  const name = path.at(-1) ?? kind
  const role = kind === 'assumed-role' ? path[0] : undefined
  return `${name} (${role === undefined ? account : `${role}, ${account}`})`.slice(0, longest)
}
