import { BadCommand } from '../commands/bad-command.ts'
import { shortDigest } from '../domain/image.ts'
import type { Release, TargetRecord } from '../domain/record.ts'

/**
 * Throws `BadCommand`, saying what is there now, unless the release of this deployment is what runs on the target: a button under an
 * old message must not undo what came after it.
 */
export function assertStillRuns(target: string, deploymentId: string, record: TargetRecord | undefined): void {
  if (!record) throw new BadCommand(`Nothing is known of ${target} any more.`)
  const { state, usurped, ledger } = record
  if ('deployment' in state)
    throw new BadCommand(`${target} is ${state.name} with ${namesIn(state.deployment.goal)} by now: see its message.`)
  if (usurped) throw new BadCommand(`Somebody else has changed the images of ${target} since. See status.`)
  const [newest] = ledger
  if (!newest) throw new BadCommand(`${target} has no proven release.`)
  if (newest.deploymentId === deploymentId) return
  const since = new Date(newest.at).toISOString().slice(0, 16).replace('T', ' ')
  throw new BadCommand(
    `That is not what runs any more: ${target} runs ${namesIn(newest.release)} since ${since} UTC. Nothing was changed.`,
  )
}

function namesIn({ images }: Release): string {
  const names = Object.values(images).map(({ tag, digest }) => tag ?? shortDigest(digest))
  return [...new Set(names)].join(' and ')
}
