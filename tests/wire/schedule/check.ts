import type { TargetRecord } from '../../../shared/domain/record.ts'
import type { OutcomeDocument } from '../../../shared/notify/document-schema.ts'
import { TARGET_NAMES, type Target } from './plan.ts'
import type { Played, Push } from './play.ts'

/** A promise was broken. */
class Broken extends Error {}

function must(truth: boolean, what: string): void {
  if (!truth) throw new Broken(what)
}

/** Holds a played schedule to what is never to be broken. */
export async function check(played: Played): Promise<void> {
  checkTold(played)
  for (const target of TARGET_NAMES) {
    const record = await played.world.record(target)
    if (!record) throw new Broken(`${target} has no record`)
    const outcomes = played.world.outcomes(target).toSorted(byStart)
    checkEnded(played, target, outcomes)
    checkOneAtATime(target, outcomes)
    checkSuccesses(played, target, outcomes)
    checkNeverOlder(played, target, outcomes)
    checkHeld(played, target, outcomes)
    checkRunning(played, target, record)
  }
}

function byStart(a: OutcomeDocument, b: OutcomeDocument): number {
  return Date.parse(a.deployment.startedAt) - Date.parse(b.deployment.startedAt)
}

const toOf = ({ deployment }: OutcomeDocument) => deployment.to['app']?.digest
const byItself = ({ deployment }: OutcomeDocument) => ['push', 'sweep'].includes(deployment.trigger.kind)

/** Every announcement reached Slack, and no queue holds anything: nothing was lost, nothing waits. */
function checkTold({ world, plan }: Played): void {
  const { slack, sqs } = world.sandbox
  const told = new Set(world.documents().map(({ id }) => id)).size
  const deaths = plan.faults.filter((fault) => fault.kind === 'kill' && fault.rule.function === 'notify-slack').length
  const messages = slack.messages().length
  must(messages >= told && messages <= told + deaths, `${messages} messages in Slack for ${told} announcements`)
  const left = sqs.names().filter((name) => !name.includes('events-dlq') && sqs.messages(name).length > 0)
  must(left.length === 0, `messages are left in ${left.join(', ')}`)
}

/** Each deployment that a decision named has one outcome under one id. */
function checkEnded({ world }: Played, target: Target, outcomes: readonly OutcomeDocument[]): void {
  const decided = world.log('reconcile').filter((line) => line['message'] === 'decided' && line['target'] === target)
  const begun = new Set(decided.flatMap(({ deploymentId }) => (typeof deploymentId === 'string' ? [deploymentId] : [])))
  for (const id of begun) {
    const own = outcomes.filter(({ deployment }) => deployment.id === id)
    must(own.length === 1, `${target}: deployment ${id} has the outcomes [${own.map(({ outcome }) => outcome)}]`)
  }
}

function checkOneAtATime(target: Target, outcomes: readonly OutcomeDocument[]): void {
  outcomes.slice(1).forEach(({ deployment }, index) => {
    const before = outcomes[index]?.deployment
    const apart = before === undefined || Date.parse(before.endedAt) <= Date.parse(deployment.startedAt)
    must(apart, `${target}: ${deployment.id} began while ${before?.id} was in progress`)
  })
}

/** What cannot run was never told as a success. */
function checkSuccesses({ pushes }: Played, target: Target, outcomes: readonly OutcomeDocument[]): void {
  for (const outcome of outcomes.filter((one) => one.outcome === 'succeeded')) {
    const push = pushes.find(({ digest }) => digest === toOf(outcome))
    must(
      push?.fate !== 'crashes' && push?.fate !== 'cannot-pull',
      `${target}: ${outcome.id} succeeded with ${push?.fate}`,
    )
  }
}

/** Of what came by itself, nothing older was begun after something newer. */
function checkNeverOlder({ pushes }: Played, target: Target, outcomes: readonly OutcomeDocument[]): void {
  const order = (outcome: OutcomeDocument) =>
    pushes.findLastIndex(({ digest, tag }) => digest === toOf(outcome) && tag === outcome.deployment.to['app']?.tag)
  const own = outcomes.filter(byItself).map(order)
  const fallen = own.findIndex((index, at) => index < Math.max(...own.slice(0, at)))
  must(fallen < 0, `${target}: pushes were begun in the order ${own.join(', ')}`)
}

/** What failed here was not begun again by itself, unless a person lifted the hold. */
function checkHeld({ interventions }: Played, target: Target, outcomes: readonly OutcomeDocument[]): void {
  for (const failed of outcomes.filter(({ outcome }) => outcome === 'rolled-back')) {
    const since = Date.parse(failed.deployment.endedAt)
    const lifted = interventions.some((one) => one.target === target && one.kind === 'stop')
    const again = outcomes.filter(byItself).find((one) => {
      return toOf(one) === toOf(failed) && Date.parse(one.deployment.startedAt) > since
    })
    must(again === undefined || lifted, `${target}: ${again?.id} rolled out what ${failed.id} had failed with`)
  }
}

/** What runs is the newest push that can run, or what was proven before it, or what a person or somebody else chose. */
function checkRunning(played: Played, target: Target, record: TargetRecord): void {
  const { world, pushes, foreign, interventions } = played
  const running = world.running(target)
  const [digest] = running
  must(running.length === 1 && digest !== undefined, `${target} runs ${running.length} digests`)
  if (digest === undefined) return
  must(record.state.name === 'idle', `${target} is ${record.state.name}`)
  const mine = pushes.filter((push) => push.target === target)
  must(isFine(mine, digest), `${target} runs ${digest}, which cannot run`)
  if (foreign.has(digest)) return
  must(
    record.settledOn?.images['app']?.digest === digest,
    `${target} runs ${digest}, but was left on ${record.settledOn?.images['app']?.digest}`,
  )
  const decided = interventions.filter((one) => one.target === target && one.kind !== 'scale')
  if (decided.length === 0) checkNewest(target, mine, digest)
}

function isFine(pushes: readonly Push[], digest: string): boolean {
  const fate = pushes.find((push) => push.digest === digest)?.fate ?? 'healthy'
  return fate === 'healthy' || fate === 'slow'
}

function checkNewest(target: Target, pushes: readonly Push[], digest: string): void {
  const newest = pushes.at(-1)
  if (newest && isFine(pushes, newest.digest)) {
    must(newest.digest === digest, `${target} runs ${digest}, but the newest push ${newest.tag} is ${newest.digest}`)
  }
}
