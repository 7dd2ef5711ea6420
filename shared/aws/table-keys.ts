import type { Millis } from '../domain/image.ts'

/** Where things lie in the table. One partition holds a target's record and its inbox, so that one query reads both. */
export const recordSk = 'record'
export const inboxPrefix = 'inbox#'

export function targetPk(target: string): string {
  return `target#${target}`
}

/** Facts sort by time; the padding makes text sort as numbers. */
export function factSk(at: Millis, id: string): string {
  return `${inboxPrefix}${String(at).padStart(15, '0')}#${id}`
}

export function historyPk(target: string): string {
  return `history#${target}`
}

/** When targets that were stuck were well again, by the deployment they were stuck on. */
export function healedPk(target: string): string {
  return `healed#${target}`
}

export const stackKey = { pk: 'stack', sk: 'stop' } as const

/** What was last told of which images would be deleted. */
export const toldPlanKey = { pk: 'stack', sk: 'told-plan' } as const

/** Beside the stop, so that whoever writes one of them leaves the other alone. */
export const stackFreezeKey = { pk: 'stack', sk: 'freeze' } as const

/** What is told of a deployment in Slack. */
export function slackPk(id: string): string {
  return `slack#${id}`
}

export function claimPk(channel: string, id: string): string {
  return `claim#${channel}#${id}`
}

/** Where an image comes from, by its digest. */
export function originPk(digest: string): string {
  return `origin#${digest}`
}

/** What belongs to one deployment besides its outcome. */
export function deploymentPk(id: string): string {
  return `deployment#${id}`
}

/** The index over records that want a look, by the time they want it. */
export const dueIndex = { name: 'due', partition: 'due' } as const
