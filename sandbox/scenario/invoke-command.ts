import type { Images } from './images.ts'
import type { Step } from './step-schema.ts'
import type { StoryWorld } from './story-world.ts'

type Command = NonNullable<Step['command']>

/** What came of a command: undefined when it came as the scenario says, else how it differs. */
export interface CommandResult {
  readonly said: string
  readonly mismatch?: string
}

/** The access key that people sign with; it keeps their calls apart from the functions' own. */
export const PERSON = 'rehearsal'

/** Invokes a function over the wire, as `serverless invoke` does. */
export async function invokeCommand(world: StoryWorld, command: Command): Promise<CommandResult> {
  const { sandbox, images } = world
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda')
  const client = new LambdaClient({
    endpoint: sandbox.endpoint,
    region: sandbox.world.region,
    credentials: { accessKeyId: PERSON, secretAccessKey: PERSON },
    maxAttempts: 1,
  })
  const payload = JSON.stringify(withDigests(command.payload ?? {}, images))
  const request = new InvokeCommand({
    FunctionName: functionName(world, command.invoke),
    Payload: Buffer.from(payload),
  })
  try {
    const { FunctionError, Payload } = await sandbox.clock.during(client.send(request))
    return compare(command, FunctionError !== undefined, Buffer.from(Payload ?? []).toString())
  } finally {
    client.destroy()
  }
}

function functionName({ sandbox }: StoryWorld, key: string): string {
  return sandbox.stack?.functions[key]?.name ?? key
}

function compare({ answers, fails }: Command, failed: boolean, answer: string): CommandResult {
  const said = messageIn(answer)
  if (failed && fails === undefined) return { said, mismatch: `it failed: ${said}` }
  if (!failed && fails !== undefined)
    return { said, mismatch: `expected to fail with "${fails}", but it answered: ${said}` }
  const wanted = fails ?? answers
  if (wanted === undefined || answer.includes(wanted) || said.includes(wanted)) return { said }
  return { said, mismatch: `expected an answer that contains "${wanted}", was: ${said}` }
}

function messageIn(answer: string): string {
  const parsed: unknown = JSON.parse(answer)
  if (typeof parsed !== 'object' || parsed === null) return answer
  if ('message' in parsed) return String(parsed.message)
  return 'errorMessage' in parsed ? String(parsed.errorMessage) : answer
}

/** Replaces `digest(repository@alias)` in every text. */
function withDigests(value: unknown, images: Images): unknown {
  if (typeof value === 'string')
    return value.replace(/digest\(([^)]+)\)/g, (_, name: string) => images.named(name).digest)
  if (Array.isArray(value)) return value.map((item) => withDigests(item, images))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDigests(item, images)]))
}
