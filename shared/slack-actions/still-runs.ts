import { BadCommand } from '../commands/bad-command.ts'
import { untaken } from '../commands/untaken.ts'
import type { Fact } from '../domain/fact.ts'
import { type Images, shortDigest } from '../domain/image.ts'
import type { Loaded } from '../ports.ts'

/**
 * Throws `BadCommand`, saying what is there now, unless the release of this deployment is what runs on the target and nothing waits
 * to replace it: a button under an old message must not undo what came after it, nor what is about to.
 */
export function assertStillRuns(target: string, deploymentId: string, known: Pick<Loaded, 'record' | 'facts'>): void {
  const { record } = known
  if (!record) throw new BadCommand(`Nothing is known of ${target} any more.`)
  const { state, pending, usurped, ledger } = record
  if ('deployment' in state)
    throw new BadCommand(
      `${target} is ${state.name} with ${namesIn(state.deployment.goal.images)} by now: see its message.`,
    )
  if (pending) {
    const what = [namesIn(pending.images), pending.deploymentId].filter((word) => word !== '').join(', ')
    throw new BadCommand(`Something newer waits on ${target}: ${what}. Cancel that first. Nothing was changed.`)
  }
  if (untaken(known).some(({ kind }) => startingKinds.includes(kind)))
    throw new BadCommand(`Something newer has just come for ${target}: see status. Nothing was changed.`)
  if (usurped) throw new BadCommand(`Somebody else has changed the images of ${target} since. See status.`)
  const [newest] = ledger
  if (!newest) throw new BadCommand(`${target} has no proven release.`)
  if (newest.deploymentId === deploymentId) return
  const since = new Date(newest.at).toISOString().slice(0, 16).replace('T', ' ')
  throw new BadCommand(
    `That is not what runs any more: ${target} runs ${namesIn(newest.release.images)} since ${since} UTC. Nothing was changed.`,
  )
}

/** What starts something else, once it is looked at. */
const startingKinds: readonly Fact['kind'][] = ['push', 'redeploy', 'rollback', 'promote']

function namesIn(images: Images): string {
  const names = Object.values(images).map(({ tag, digest }) => tag ?? shortDigest(digest))
  return [...new Set(names)].join(' and ')
}
