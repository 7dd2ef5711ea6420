import { parseDuration } from '../../config/duration.ts'
import { Explained, readAnswer } from '../answers.ts'
import { askStack } from '../ask-stack.ts'
import type { Command, Given } from '../command.ts'
import type { Context } from '../context.ts'
import { CalledWrongly, Refused } from '../refusals.ts'
import type { Followed } from '../watch/seen.ts'
import { telling } from '../watch/telling.ts'
import { watchExits } from '../watch/watch-code.ts'
import { watchTarget } from '../watch/watch-target.ts'

/** Which image a tag names is answered at once, or the stack cannot be asked. */
const longestAskMs = 20_000

export const watch: Command = {
  name: 'watch',
  summary: 'Follows a deployment to its outcome, which the exit code tells',
  details:
    'Without options what is under way or begins within 15 seconds. With --image the deployment of what was just pushed: ends at once when the image is not deployed, and says why. With --json a line of JSON for each happening.',
  arguments: [{ name: 'target', about: 'where' }],
  options: [
    {
      flag: '--deployment <id>',
      about: 'this one, as redeploy, rollback and promote answer it; it need not be known yet',
    },
    { flag: '--image <image>', about: 'the deployment of this image: a digest, a tag, or either with its repository' },
    { flag: '--timeout <duration>', about: 'how long at most, as in 90s, 30m, 2h (default: 30m)' },
  ],
  examples: [
    { does: 'What is under way', line: 'longshore watch api-production' },
    { does: 'After a push, in a workflow', line: 'longshore watch api-production --image v1.2.0 --timeout 30m' },
  ],
  exits: watchExits,
  async run(given, context) {
    const target = given.argument('target')
    const timeoutMs = timeoutOf(given)
    return watchTarget({
      target,
      followed: await followedBy(given, context, timeoutMs),
      timeoutMs,
      context,
      tell: telling(context),
    })
  },
}

function timeoutOf(given: Given): number {
  const text = given.text('timeout') ?? '30m'
  const ms = parseDuration(text)
  if (ms !== undefined && ms > 0) return ms
  throw new CalledWrongly(
    `--timeout takes a duration such as 90s, 30m or 2h, not "${text}". See longshore watch --help.`,
  )
}

async function followedBy(given: Given, context: Context, timeoutMs: number): Promise<Followed> {
  const [id, image] = [given.text('deployment'), given.text('image')]
  if (id !== undefined && image !== undefined)
    throw new CalledWrongly(
      '--deployment and --image exclude each other: give one of them. See longshore watch --help.',
    )
  if (id !== undefined) return { kind: 'deployment', id: requireId(id) }
  return image === undefined
    ? { kind: 'any' }
    : { kind: 'image', digest: await digestOf(image, given.argument('target'), context, timeoutMs) }
}

/** Nothing is ever known of what cannot be an id; to wait for it would look like patience. */
function requireId(id: string): string {
  if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return id
  throw new CalledWrongly(
    `--deployment takes an id of 26 digits and capital letters, as redeploy, rollback and promote answer it, not "${id}". See longshore history.`,
  )
}

/** A tag may move: what it names now is what is watched. */
async function digestOf(image: string, target: string, context: Context, timeoutMs: number): Promise<string> {
  if (/^sha256:[0-9a-f]{64}$/.test(image)) return image
  const answer = await askStack(context, 'explain', { image, target }, { ms: Math.min(timeoutMs, longestAskMs) })
  const named = readAnswer(Explained, answer, 'explain')
  const isElsewhere = named.targets.every(({ why }) => why === 'other-repository')
  if (named.image.digest !== null && !isElsewhere) return named.image.digest
  const whys = named.targets.map(({ container, because }) => `${container}: ${because}`)
  throw new Refused(
    `There is no image ${image} for ${target} to deploy (${whys.join('; ')}). Push it first, or name its digest.`,
  )
}
