import * as z from 'zod/mini'
import type { Envelope } from './event-envelope.ts'
import type { RolloutChanged } from './rollout-event.ts'
import { type Ignored, ignore, type Refused, refuseShape } from './unwanted.ts'

const Detail = z.object({
  status: z.string().check(z.minLength(1)),
  'command-id': z.optional(z.string()),
  /** JSON in a text; some samples show it as an object. */
  parameters: z.optional(z.unknown()),
})

const Parameters = z.object({ commands: z.array(z.string()) })

/** The first line of each command of ours: everything it is told, in one word of base64. */
const ourLine = /^bash -s -- ([A-Za-z0-9+/]+=*) <<'LONGSHORE_HOST_SCRIPT'/

/**
 * Reads that a command ended on an instance. Only the command itself says which target it was for.
 *
 * @example { "detail-type": "EC2 Command Invocation Status-change Notification", "source": "aws.ssm",
 *   "detail": { "command-id": "e8d3…", "document-name": "AWS-RunShellScript", "instance-id": "i-0123", "status": "Success",
 *     "parameters": "{\"commands\":[\"bash -s -- YWN0aW9uPWRlcGxveQ… <<'LONGSHORE_HOST_SCRIPT'\", …]}" } }
 */
export function parseCommandEvent({ id, at, type, detail }: Envelope): RolloutChanged | Ignored | Refused {
  const parsed = z.safeParse(Detail, detail)
  if (!parsed.success) return refuseShape(`${type}: detail`, parsed.error)
  const { status, parameters, 'command-id': command } = parsed.data
  const target = targetIn(parameters)
  if (target === undefined) return ignore('the command is not one of ours')
  return {
    kind: 'rollout',
    id,
    at,
    about: [`target ${target}`],
    event: status,
    ...(command !== undefined && { rollout: command }),
  }
}

function targetIn(parameters: unknown): string | undefined {
  const parsed = z.safeParse(Parameters, typeof parameters === 'string' ? jsonOf(parameters) : parameters)
  const word = ourLine.exec((parsed.success && parsed.data.commands[0]) || '')?.[1]
  if (word === undefined) return undefined
  return /^target=(.+)$/m.exec(Buffer.from(word, 'base64').toString('utf8'))?.[1]
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // AWS may cut long parameters: without the whole of them the command is nobody's.
    return undefined
  }
}
