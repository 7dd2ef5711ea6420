import { refuse } from '../../aws/refusal.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { PlatformView } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { agentsOf, agentTrouble } from './agents.ts'
import { noHosts } from './apply.ts'
import { deliver } from './deliver.ts'
import type { DockerHostContext } from './docker-host-context.ts'
import { type Host, hostsOf, isRunning } from './hosts.ts'
import { type Known, knownOf, runsFor } from './known.ts'
import { names } from './progress.ts'
import { rolloutsOf } from './rollouts.ts'
import type { Run } from './runs.ts'

/** A host that told nothing is asked so often. */
const askedAgainMs = 30 * 60_000
/** What a host told is asked anew after so long: somebody may have been there by hand. */
const oldMs = 60 * 60_000
/** An answer is awaited for so long. */
const answeredWithinMs = 3 * 60_000

const messagesTold = 5

/** Makes the view of one target from its hosts and what was sent to them. Hosts that nothing is known of are asked. */
export async function viewOf(
  context: DockerHostContext,
  ask: Ask,
  target: DockerHostTarget,
  all: { readonly hosts: readonly Host[]; readonly runs: readonly Run[]; readonly at: Millis },
): Promise<PlatformView> {
  const hosts = hostsOf(target, all.hosts)
  const running = hosts.filter(isRunning)
  if (running.length === 0) return refuse('gone', noHosts(target))
  const runs = runsFor(ask.policy.target, all.runs)
  const known = knownOf(runs, running)
  const unknown = running.filter((host) => !known.some((each) => each.host.id === host.id))
  const rollouts = rolloutsOf({ ask, target, hosts, runs, known })
  const isUnderWay = rollouts.some(({ leading, state }) => leading && state === 'in-progress')
  const doubtful = running.filter((host) => !known.some((each) => each.host.id === host.id && all.at - each.at < oldMs))
  const messages = isUnderWay ? [] : await learn(context, ask, target, doubtful, runs)
  if (rollouts.length === 0) awaitAnswers(context, runs, unknown)
  return {
    kind: 'seen',
    at: all.at,
    desired: rollouts.find(({ leading }) => leading)?.desired ?? running.length,
    rollouts,
    messages: [...messages, ...others(known, rollouts[0]?.carrier)].slice(0, messagesTold),
  }
}

/** Asks those that nothing is known of, or nothing new, unless they are at work or were asked lately. @returns whom it cannot ask, in words */
async function learn(
  context: DockerHostContext,
  { policy }: Ask,
  target: DockerHostTarget,
  hosts: readonly Host[],
  runs: readonly Run[],
): Promise<readonly string[]> {
  const now = context.clock.now()
  const silent = hosts.filter(({ id }) => !runs.some((run) => run.instance === id && now - run.at < askedAgainMs))
  if (!context.mayAsk || silent.length === 0) return []
  const agents = await agentsOf(context, silent)
  const online = agents.flatMap(({ host, heard }) => (heard === 'online' ? [host] : []))
  if (online.length > 0) await deliver({ context, policy, target }, online, { action: 'status' })
  return agents.flatMap((agent) => agentTrouble(agent) ?? [])
}

/** As long as hosts may still answer, nothing is said of what runs. */
function awaitAnswers(context: DockerHostContext, runs: readonly Run[], unknown: readonly Host[]): void {
  const now = context.clock.now()
  const asked = [...context.sent, ...runs].some(
    ({ instance, state, at }) =>
      state === 'under-way' && now - at < answeredWithinMs && unknown.some(({ id }) => id === instance),
  )
  if (asked || !context.mayAsk)
    refuse('unavailable', `What ${names(unknown)} run is not known yet: they are asked. It is tried again by itself.`)
}

/** Hosts that run something else than what leads. */
function others(known: readonly Known[], leading: string | undefined): string[] {
  return known
    .filter(({ digest }) => digest !== leading)
    .map(({ host, digest }) => `${host.called} runs ${digest ? digest.slice(0, 19) : 'nothing of the repository'}`)
}
