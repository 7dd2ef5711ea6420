import type { CommandInvocation } from '@aws-sdk/client-ssm'
import { calling } from '../../aws/refusal.ts'
import type { Millis } from '../../domain/image.ts'
import { redact } from '../../redact.ts'
import { type Answer, parseAnswer } from './answer.ts'
import { type CommandName, readComment } from './command-name.ts'
import type { DockerHostContext } from './docker-host-context.ts'

/** One command of ours on one instance. */
export interface Run {
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
/** What comes after so many invocations is as good as forgotten. */
const mostPages = 10
const undelivered: readonly string[] = ['DeliveryTimedOut', 'Undeliverable', 'Terminated']
const running: readonly string[] = ['Pending', 'InProgress', 'Delayed', 'Cancelling']

/**
 * Commands of ours since `since`, newest first, whatever target they were for. Reads page by page until `suffices`.
 * SSM forgets after thirty days.
 */
export async function listRuns(
  context: DockerHostContext,
  since: Millis,
  suffices: (runs: readonly Run[]) => boolean,
): Promise<readonly Run[]> {
  const api = await context.commands()
  const runs: Run[] = []
  let token: string | undefined
  let pages = 0
  do {
    const doing = { action: 'ssm:ListCommandInvocations', subject: 'the commands sent to instances' }
    const page = await calling(doing, () =>
      api.listCommandInvocations({
        Details: true,
        MaxResults: pageSize,
        Filters: [
          { key: 'DocumentName', value: runShellScript },
          { key: 'InvokedAfter', value: `${new Date(since).toISOString().slice(0, 19)}Z` },
        ],
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    runs.push(...(page.CommandInvocations ?? []).flatMap((invocation) => runOf(invocation) ?? []))
    token = page.NextToken
    pages += 1
  } while (token && pages < mostPages && !suffices(runs))
  return [...unlisted(context, runs), ...runs].sort((a, b) => b.at - a.at)
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
  const common = { instance: invocation.InstanceId, name, at: invocation.RequestedDateTime?.getTime() ?? 0 }
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
