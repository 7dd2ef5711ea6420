import { awaitingApproval } from '../domain/approval.ts'
import { startStage } from '../domain/fact.ts'
import type { Millis } from '../domain/image.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { ApproveCommand, RejectCommand } from '../inbound/operating-command.ts'
import type { Loaded } from '../ports.ts'
import { BadCommand } from './bad-command.ts'
import { untaken } from './untaken.ts'

/** A deployment that waits for a person, in which stage, and who approved it already while it cannot go on yet. */
export interface OpenQuestion {
  readonly deploymentId: string
  readonly stage: string
  readonly approvedBy?: string
}

/** What a target remembers, and what waits in its inbox. */
type Known = Pick<Loaded, 'record' | 'facts'>

/** What waits for a person on a target: the deployment in progress, then the one that would begin. */
function openQuestions(record: TargetRecord | undefined, now: Millis): readonly OpenQuestion[] {
  if (!record) return []
  const underWay = awaitingApproval(record)
  const { pending } = record
  const question = pending?.question && now <= pending.question.until ? pending.question : undefined
  return [
    ...(underWay ? [{ deploymentId: underWay.deployment.id, stage: underWay.stage }] : []),
    ...(pending && question
      ? [
          {
            ...{ deploymentId: pending.deploymentId, stage: startStage },
            ...(question.approved ? { approvedBy: question.approved.by } : {}),
          },
        ]
      : []),
  ]
}

/**
 * The question that an answer is to. Throws {@link BadCommand}, naming what waits, where there is none, where it is not clear
 * which, or where somebody has just said no. `ownId`: of the answer's fact, which may be there from an earlier try.
 */
export function questionFor(
  { target, deployment: wanted, stage }: Pick<ApproveCommand | RejectCommand, 'target' | 'deployment' | 'stage'>,
  known: Known,
  ownId: string,
  now: Millis,
): OpenQuestion {
  const { record } = known
  const open = openQuestions(record, now)
  const meant = open.filter(
    (one) => (wanted ?? one.deploymentId) === one.deploymentId && (stage ?? one.stage) === one.stage,
  )
  const [first, second] = meant
  const there = open.map((one) => `${one.deploymentId} (${one.stage})`).join(' and ')
  if (first && second) throw new BadCommand(`Two deployments wait on ${target}: ${there}. Say which by "deployment".`)
  if (first) return withAnswers(first, known, ownId)
  if (wanted !== undefined && isBegun(record, wanted))
    throw new BadCommand(`${wanted} was approved by ${approvedBy(record)} and has begun. Cancel it to take it back.`)
  if (open.length > 0)
    throw new BadCommand(`${asked(wanted, stage)} waits for nothing any more on ${target}: ${there} does. See status.`)
  throw new BadCommand(`Nothing on ${target} waits for an approval: it is ${phaseOf(record)}. See status.`)
}

/** Others may have answered, and nobody has looked at the target since. */
function withAnswers(question: OpenQuestion, known: Known, ownId: string): OpenQuestion {
  const { deploymentId, stage } = question
  const coming = untaken(known).filter(({ id }) => id !== ownId)
  const no = coming.find((fact) => fact.kind === 'reject' && fact.deploymentId === deploymentId)
  if (no?.kind === 'reject') throw new BadCommand(`${no.by} rejected ${deploymentId} already.`)
  const yes = coming.find(
    (fact) => fact.kind === 'approve' && fact.deploymentId === deploymentId && fact.stage === stage,
  )
  return yes?.kind === 'approve' ? { approvedBy: yes.by, ...question } : question
}

function asked(wanted: string | undefined, stage: string | undefined): string {
  return `${wanted ?? 'The deployment'}${stage === undefined ? '' : ` (${stage})`}`
}

function isBegun(record: TargetRecord | undefined, id: string): boolean {
  return (
    record !== undefined &&
    approvedBy(record) !== '' &&
    'deployment' in record.state &&
    record.state.deployment.id === id
  )
}

function approvedBy(record: TargetRecord | undefined): string {
  const state = record?.state
  return state && 'deployment' in state ? (state.deployment.trigger.approved?.by ?? '') : ''
}

function phaseOf(record: TargetRecord | undefined): string {
  if (!record) return 'unknown: nothing of it was seen yet'
  const { state } = record
  const asks = state.name === 'rolling' ? state.deployment.attempt.asks : undefined
  return asks?.approved ? `${state.name}, and ${asks.approved.by} approved it (${asks.stage})` : state.name
}
