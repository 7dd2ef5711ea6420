import type { CommandInvocation } from '@aws-sdk/client-ssm'
import { calling, refuse } from '../../aws/refusal.ts'
import type { Millis } from '../../domain/image.ts'
import { redact } from '../../redact.ts'
import { type Answer, parseAnswer } from './answer.ts'
import { type CommandName, readComment } from './command-name.ts'
import type { DockerHostContext } from './docker-host-context.ts'

/** One command of ours on one instance. */
export interface Run {
  /** Of the command. */
  readonly id: string
  readonly instance: string
  readonly name: CommandName
  readonly at: Millis
  readonly state: 'under-way' | 'done' | 'failed'
  /** Why it failed although no script told: SSM's own status in words. */
  readonly trouble?: string
  readonly answer?: Answer
  /** It never reached the host. */
  readonly undelivered?: true
}

export const runShellScript = 'AWS-RunShellScript'

const pageSize = 50
/** So many pages of what the whole account sent are read; then each instance is asked for. */
const mostPages = 10
/** So many instances are asked for at once. */
const atOnce = 5
const undelivered: readonly string[] = ['DeliveryTimedOut', 'Undeliverable', 'Terminated']
const running: readonly string[] = ['Pending', 'InProgress', 'Delayed', 'Cancelling']

/** What is looked for among the commands of the account. */
export interface Search {
  /** SSM forgets after thirty days. */
  readonly since: Millis
  /** Without what was sent since then nothing can be said. */
  readonly needed: Millis
  /** The instances that must not be missed, whatever else is sent in the account: those that still are not known by `runs`. */
  readonly missing: (runs: readonly Run[], oldest: Millis) => readonly string[]
}

interface Pages {
  readonly runs: readonly Run[]
  /** When the oldest invocation that was read was asked for; the beginning of the search when all were read. */
  readonly oldest: Millis
}

/**
 * Commands of ours, newest first, whatever target they were for. Reads page by page until nothing is missing. Where others send
 * so many that ours are not found among them, it reads instance by instance.
 * Throws a Refusal when even that is not enough.
 */
export async function listRuns(context: DockerHostContext, search: Search): Promise<readonly Run[]> {
  const { since, missing } = search
  const all = await read(context, since, {}, (pages) => missing(known(pages), pages.oldest).length === 0)
  const runs = [...all.runs]
  const instances = all.oldest <= since ? [] : missing(known(all), all.oldest)
  for (let start = 0; start < instances.length; start += atOnce) {
    const some = instances.slice(start, start + atOnce)
    runs.push(...(await Promise.all(some.map((id) => readInstance(context, search, id)))).flat())
  }
  return newestFirst([...unlisted(context, runs), ...runs])

  function known({ runs: listed }: Pages): Run[] {
    return newestFirst([...unlisted(context, listed), ...listed])
  }
}

function newestFirst(runs: readonly Run[]): Run[] {
  const once = new Map(runs.map((run) => [`${run.instance} ${run.id}`, run]))
  return [...once.values()].sort((a, b) => b.at - a.at)
}

async function readInstance(context: DockerHostContext, search: Search, id: string): Promise<readonly Run[]> {
  const isEnough = ({ runs, oldest }: Pages) => !search.missing(runs, oldest).includes(id)
  const pages = await read(context, search.since, { InstanceId: id }, isEnough)
  if (pages.oldest > search.needed && !isEnough(pages))
    refuse(
      'unavailable',
      `More than ${mostPages * pageSize} shell commands were sent to ${id} lately, and those of Longshore are not among them: send fewer, or redeploy. It is tried again.`,
    )
  return pages.runs
}

async function read(
  context: DockerHostContext,
  since: Millis,
  of: { readonly InstanceId?: string },
  isEnough: (pages: Pages) => boolean,
): Promise<Pages> {
  const api = await context.commands()
  const doing = { action: 'ssm:ListCommandInvocations', subject: 'the commands sent to instances' }
  const runs: Run[] = []
  let oldest = Number.POSITIVE_INFINITY
  let token: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await calling(doing, () =>
      api.listCommandInvocations({
        ...of,
        Details: true,
        MaxResults: pageSize,
        Filters: [
          { key: 'DocumentName', value: runShellScript },
          { key: 'InvokedAfter', value: `${new Date(since).toISOString().slice(0, 19)}Z` },
        ],
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    const listed = page.CommandInvocations ?? []
    runs.push(...listed.flatMap((invocation) => runOf(invocation) ?? []))
    oldest = Math.min(oldest, ...listed.map(({ RequestedDateTime }) => RequestedDateTime?.getTime() ?? oldest))
    token = page.NextToken
    if (!token) return { runs, oldest: since }
    if (isEnough({ runs, oldest })) break
  }
  return { runs, oldest }
}

/** How long a list may lack what was sent. */
const listedWithinMs = 60_000
/** SSM tells times in whole seconds. */
const grainMs = 1_000

function unlisted({ sent, clock }: DockerHostContext, runs: readonly Run[]): Run[] {
  return sent.filter(
    ({ instance, name, at }) =>
      clock.now() - at < listedWithinMs &&
      !runs.some(
        (run) =>
          run.instance === instance &&
          run.name.purpose === name.purpose &&
          run.name.deploymentId === name.deploymentId &&
          run.at >= at - grainMs,
      ),
  )
}

function runOf(invocation: CommandInvocation): Run | undefined {
  const name = readComment(invocation.Comment ?? '')
  if (!name || !invocation.InstanceId) return undefined
  const { Status: status = 'Pending', StatusDetails: details = status } = invocation
  const common = {
    id: invocation.CommandId ?? '',
    instance: invocation.InstanceId,
    name,
    at: invocation.RequestedDateTime?.getTime() ?? 0,
  }
  if (running.includes(status)) return { ...common, state: 'under-way' }
  const output = invocation.CommandPlugins?.[0]?.Output ?? ''
  const answer = parseAnswer(output)
  const isGood = status === 'Success' && answer !== undefined && answer.outcome !== 'failed'
  return {
    ...common,
    state: isGood ? 'done' : 'failed',
    ...(undelivered.includes(details) ? { undelivered: true as const } : {}),
    ...(answer ? { answer } : { trouble: troubleOf(details, invocation, output) }),
  }
}

/** Long enough to say what a shell complains of. */
const shownOutput = 160

function troubleOf(details: string, { CommandPlugins: [plugin] = [] }: CommandInvocation, output: string): string {
  switch (details) {
    case 'DeliveryTimedOut':
    case 'Undeliverable':
      return 'its SSM agent did not take the command: start the agent (systemctl status amazon-ssm-agent), or take the instance out of the group'
    case 'ExecutionTimedOut':
      return 'it never told how the command ended: look at the host; the next command mends what is half-done'
    case 'Cancelled':
      return 'somebody cancelled the command: deploy again, which mends what is half-done'
    default: {
      const shown = redact(output).replace(/\s+/g, ' ').trim().slice(0, shownOutput)
      return `the command ended without an answer (${details}, code ${plugin?.ResponseCode ?? 'unknown'}): ${shown || 'it printed nothing'}`
    }
  }
}
