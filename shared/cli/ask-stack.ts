import { FunctionFailed } from '../aws/function-failed.ts'
import { longestAnswerMs } from '../aws/longest-answer.ts'
import { requireConfig } from '../config/read-config-files.ts'
import type { Context } from './context.ts'
import { CannotAsk } from './refusals.ts'
import type { Patience } from './tools.ts'
import { whyUnreachable } from './why-unreachable.ts'

/** Where a stack is, as the configuration and the options say. */
export interface StackPlace {
  readonly stack: string
  readonly region: string
}

interface StackFunction {
  readonly name: string
  readonly region: string
}

/** The stack that is asked. Throws `ConfigurationBroken` when the configuration does not say. */
export function stackOf({ files, stage, region }: Context): StackPlace {
  const { config } = requireConfig(files, stage)
  return { stack: config.stack, region: region ?? config.region }
}

/**
 * What a function of the stack answers. What is undefined in the payload is left out. Throws `FunctionFailed` with what it
 * refuses in its own words, else `CannotAsk`, which says what to set.
 */
export async function askStack(
  context: Context,
  key: string,
  payload: object = {},
  patience?: Patience,
): Promise<unknown> {
  const { stack, region } = stackOf(context)
  const name = `${stack}-${key}`
  try {
    return await context.terminal.during(`Asking ${name}`, context.invoke(name, region, payload, patience))
  } catch (error) {
    if (error instanceof FunctionFailed && error.type === 'BadCommand') throw error
    const unanswered = whyUnanswered(error, patience)
    if (unanswered !== undefined) {
      const place = { name, region, samePlace: context.samePlace }
      throw new CannotAsk(`${name} in ${region} ${unanswered}. ${afterwards(payload, place)}`, { cause: error })
    }
    throw new CannotAsk(`Cannot ask ${name} in ${region}: ${whyNot(error, { name, region }, context)}`, {
      cause: error,
    })
  }
}

/** What became of a question that may have been heard: the function goes on when nobody waits for it any more. */
function whyUnanswered(error: unknown, { ms = longestAnswerMs }: Patience = {}): string | undefined {
  if (!(error instanceof Error) || error instanceof FunctionFailed) return undefined
  const words = `${error.name}: ${error.message}`
  if (/ECONNRESET|EPIPE|socket hang up/.test(words)) return 'broke off before it answered'
  const isLate = /TimeoutError|AbortError/.test(words) && !/ECONNREFUSED|establish a connection/.test(words)
  return isLate ? `did not answer within ${Math.ceil(ms / 1_000)} s` : undefined
}

/** Commands that change something, and no others, say who asks. */
function afterwards(payload: object, { name, region, samePlace }: StackFunction & Pick<Context, 'samePlace'>): string {
  const [status, history] = ['status', 'history'].map((command) => `longshore ${command} ${samePlace}`)
  return 'by' in payload
    ? `It may be carried out all the same: before you repeat it look with ${status} and ${history}.`
    : `Its log says more: ${logOf({ name, region })}`
}

function logOf({ name, region }: StackFunction): string {
  return `aws logs tail /aws/lambda/${name} --region ${region}`
}

/** The reason, and what to set. */
function whyNot(
  error: unknown,
  { name, region }: StackFunction,
  context: Pick<Context, 'environment' | 'stage'>,
): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof FunctionFailed) {
    return `it broke (${error.type}: ${error.message}). Its log says more: ${logOf({ name, region })}`
  }
  const known = mends.find(({ names }) => names.test(error.name))
  const why = known?.words(name, region, context) ?? whyUnreachable(error, { ...context, region })
  return why ?? `${error.name}: ${error.message}. ${checks}`
}

const checks =
  'Check AWS_PROFILE, the stage (--stage) and the right lambda:InvokeFunction on it, and that the stack is deployed.'

interface Mend {
  readonly names: RegExp
  readonly words: (name: string, region: string, context: Pick<Context, 'environment' | 'stage'>) => string
}

const mends: readonly Mend[] = [
  {
    names: /^ResourceNotFoundException$/,
    words: (_name, region, { stage, environment }) =>
      `there is no such function. Name the stage it was deployed as with --stage (now ${stage}), its region with --region${otherRegion(region, environment)}, its account with AWS_PROFILE; or deploy it first: npx serverless deploy --stage ${stage}`,
  },
  {
    names: /^AccessDenied(Exception)?$/,
    words: (name) =>
      `you may not. Ask for the right lambda:InvokeFunction on ${name}, or set AWS_PROFILE to somebody who has it`,
  },
]

function otherRegion(region: string, environment: NodeJS.ProcessEnv): string {
  const set = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION']
  return set === undefined || set === region ? '' : ` (AWS_REGION says ${set}, the configuration ${region})`
}
