import { alarmsUnseen, firedAlarms } from '../alarms.ts'
import { withBlindTime, withSight } from '../attempt.ts'
import { bringsImages, end } from '../deployment.ts'
import { deathsOf, failuresOf } from '../evidence.ts'
import { withoutHoldsOn } from '../hold.ts'
import { withProven } from '../ledger.ts'
import { isProblem, type PlatformView, type Problem, passesByItself, type Rollout } from '../observation.ts'
import {
  judged as judgedProofs,
  nextLookAt,
  type Open,
  proofsDue,
  provenInWords,
  withEvidenceNoted,
  withLooks,
  withPassedOver,
} from '../proofs.ts'
import type { Attempt, Deployment, TargetRecord } from '../record.ts'
import { type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { freshTask } from '../task-run.ts'
import { noted } from '../timeline.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'
import { ended, failing, gone, left, nothingRan, usurpedBy } from '../turns.ts'
import { breakerThreshold, type Verdict, verdictOn } from '../verdict.ts'
import { isWayBack } from '../way-back.ts'
import { overtakingProof } from './overtaking.ts'

/** A proof is looked at about once a minute. */
const lookWithinMs = 2 * 60_000

/** The goal is rolled out: it must stay healthy for the bake time before it counts. */
export function proving(record: TargetRecord, deployment: Deployment, since: number, context: Context): Step {
  const taken = overtakingProof(record, deployment, context)
  if (taken.kind === 'step') return taken.step
  const { platform } = context.observation
  if (!platform) return lookAgain(taken.record, 'the release must be seen first')
  if (isProblem(platform)) return blind(taken.record, deployment, since, platform, context)
  return judged(withoutTrouble(taken.record, 'seeing'), deployment, since, platform, context)
}

function blind(record: TargetRecord, deployment: Deployment, since: number, problem: Problem, context: Context): Step {
  const { message } = problem
  if (problem.cause === 'gone') return gone(record, deployment, problem, context)
  if (!passesByItself(problem)) return overdue(record, deployment, message, context)
  const { next, wakeAt } = withTrouble(record, 'seeing', message, context.now)
  return wait(
    { ...next, state: { name: 'proving', deployment: unseen(deployment, context.now), since } },
    message,
    wakeAt,
  )
}

/** Time without sight is held against nothing. */
function unseen(deployment: Deployment, now: number): Deployment {
  const { openSince, attempt } = deployment
  const blind = Math.max(0, now - attempt.seenAt)
  const open = openSince === undefined ? {} : { openSince: openSince + blind }
  return { ...deployment, ...open, attempt: withBlindTime(attempt, now) }
}

function judged(
  record: TargetRecord,
  deployment: Deployment,
  since: number,
  view: PlatformView,
  context: Context,
): Step {
  const { policy, id: deploymentId } = deployment
  const ask = { view, record, policy, deploymentId, now: context.now }
  const first = verdictOn({ ...ask, attempt: deployment.attempt })
  const attempt = atFullStrength(
    withSight(deployment.attempt, view, 'own' in first ? first.own : undefined, since),
    first,
    view,
  )
  const verdict = verdictOn({ ...ask, attempt })
  const until = since + policy.bakeMs
  const looked = withLooks({ ...deployment, attempt }, context.observation.proofs, { now: context.now, until })
  const seen = isOpen(looked, until, context) ? looked : withoutOpen(looked)
  const next: TargetRecord = { ...record, state: { name: 'proving', deployment: seen, since } }
  const against = ownRuns.includes(verdict.kind) ? speakingAgainst(deployment, seen, verdict.kind, until, context) : []
  if (against.length > 0) return condemned(next, seen, against, context)
  switch (verdict.kind) {
    case 'rolled-out':
      return baked(next, seen, since, verdict.own, view, context)
    case 'nothing-ran':
      return nothingRan(next, seen, context)
    case 'failed':
      return condemned(next, seen, verdict.reasons, context)
    case 'usurped':
      return usurpedBy(next, seen, verdict.by, context)
    case 'resolved-other':
      return failing(next, seen, ['other images run than were rolled out'], context)
    case 'unresolved':
      return overdue(next, seen, `which images ${verdict.own.id} runs cannot be told`, context)
    case 'call':
      return proceed({ ...next, state: { name: 'rolling', deployment: seen } }, verdict.why)
    default:
      return wait(next, 'being proven')
  }
}

/** Whether something cannot be judged, however much of it runs. */
function isOpen(deployment: Deployment, until: number, { observation }: Context): boolean {
  return judgedProofs(deployment, until).kind !== 'holds' || alarmsUnseen(deployment, observation.alarms) !== undefined
}

/** It could be judged meanwhile: what cannot be later is open since then. */
function withoutOpen({ openSince: _past, ...deployment }: Deployment): Deployment {
  return deployment
}

/** What it may be condemned for by alarms and proofs, however much of it runs; of the others the verdict alone decides. */
const ownRuns: readonly Verdict['kind'][] = ['rolled-out', 'nothing-ran', 'in-progress', 'unresolved', 'not-visible']

/** Alarms that fired and proofs that failed too often. A look at nothing only adds to what was failing before. */
function speakingAgainst(
  before: Deployment,
  seen: Deployment,
  kind: Verdict['kind'],
  until: number,
  { observation }: Context,
): readonly string[] {
  const fired = firedAlarms(seen, observation.alarms)
  if (fired.length > 0) return fired
  if (kind === 'nothing-ran' && !before.proofs?.some(({ failures }) => failures > 0)) return []
  const judgement = judgedProofs(seen, until)
  return judgement.kind === 'condemned' ? judgement.reasons : []
}

/** Progress while proving is being complete: what is missing only for a moment is being replaced. */
function atFullStrength(attempt: Attempt, verdict: Verdict, view: PlatformView): Attempt {
  if (verdict.kind !== 'rolled-out' || verdict.own.running < view.desired) return attempt
  return { ...attempt, progress: { running: verdict.own.running, at: view.at } }
}

/** Enough of it runs, and has for the bake time. */
function baked(
  record: TargetRecord,
  deployment: Deployment,
  since: number,
  own: Rollout,
  view: PlatformView,
  context: Context,
): Step {
  const deaths = deathsOf(deployment.attempt, own.id)
  if (deaths >= breakerThreshold(deployment.policy, view)) {
    const why = failuresOf(deployment.attempt, own.id).at(-1)?.reason
    return condemned(record, deployment, [`${why} (${deaths} times since it rolled out)`], context)
  }
  if (own.running < view.desired) {
    return overdue(record, deployment, `${own.running} of ${view.desired} running after the rollout completed`, context)
  }
  return proven(record, deployment, since, context)
}

/** Nothing speaks against it: every proof must hold once it has baked. */
function proven(record: TargetRecord, deployment: Deployment, since: number, context: Context): Step {
  const { now, observation } = context
  if (!observation.proofs && proofsDue(deployment, now).length > 0)
    return lookAgain(record, 'the proofs must be looked at first')
  const until = since + deployment.policy.bakeMs
  const judgement = judgedProofs(deployment, until)
  const silent = alarmsUnseen(deployment, observation.alarms)
  const alarms: readonly Open[] = silent === undefined ? [] : [{ why: silent, passesOver: false, looksLeft: 0 }]
  const open = [...alarms, ...(judgement.kind === 'open' ? judgement.open : [])]
  if (now < until) return bakes(record, deployment, silent, until, now)
  if (open.length > 0) return unjudged(record, deployment, since, open, context)
  return proceed(succeeded(record, deployment, context), 'proven')
}

function bakes(
  record: TargetRecord,
  deployment: Deployment,
  silent: string | undefined,
  until: number,
  now: number,
): Step {
  const proofs = deployment.proofs ?? []
  const bad = proofs.filter(({ verdict }) => verdict !== 'passed').map(({ name, words }) => `${name}: ${words}`)
  const why = [`bakes for ${Math.ceil((until - now) / 1000)} s more`, ...(silent === undefined ? [] : [silent]), ...bad]
  return wait(record, why.join('; '))
}

/**
 * What cannot be judged is not proven; what cannot be judged for the deadline since that was first seen is taken back, but for
 * what the policy says to pass over then, and never from a release that was proven here before. What failed has its next looks.
 */
function unjudged(
  record: TargetRecord,
  deployment: Deployment,
  since: number,
  open: readonly Open[],
  context: Context,
): Step {
  const { now } = context
  const { openSince = now, policy } = deployment
  const looksLeft = Math.max(...open.map((one) => one.looksLeft))
  if (now - openSince < policy.deadlineMs + looksLeft * lookWithinMs) {
    const next: TargetRecord = {
      ...record,
      state: { name: 'proving', deployment: { ...deployment, openSince }, since },
    }
    return wait(next, open.map((one) => one.why).join('; '), nextLookAt(deployment))
  }
  const isBack = isWayBack(record, deployment)
  const against = open.filter(({ passesOver, looksLeft: left }) => !passesOver && !(isBack && left === 0))
  if (against.length > 0)
    return condemned(
      record,
      deployment,
      against.map((one) => `not proven: ${one.why}`),
      context,
    )
  return proceed(
    succeeded(record, withPassedOver(deployment, open, now), context),
    'proven but for what was passed over',
  )
}

function overdue(record: TargetRecord, deployment: Deployment, why: string, context: Context): Step {
  const late = context.now - deployment.attempt.progress.at >= deployment.policy.deadlineMs
  return late ? condemned(record, deployment, [why], context) : wait(record, why)
}

/** Whoever reads why it failed sees what else was looked at. */
function condemned(record: TargetRecord, deployment: Deployment, reasons: readonly string[], context: Context): Step {
  return failing(record, withEvidenceNoted(deployment, 'seen'), reasons, context)
}

function succeeded(record: TargetRecord, deployment: Deployment, { now }: Context): TargetRecord {
  const release = left(deployment)
  const proven = withProven(withoutHoldsOn(record, release), {
    release,
    origin: 'proven',
    at: now,
    deploymentId: deployment.id,
  })
  const done = noted(withEvidenceNoted(deployment, 'proven'), now, 'proven', 'proven')
  const { after } = deployment.policy
  if (after && bringsImages(deployment))
    return { ...proven, state: { name: 'finishing', deployment: done, task: freshTask(now) } }
  return ended(end(proven, done, { outcome: 'succeeded', reason: provenInWords(done), leaves: release }, now))
}
