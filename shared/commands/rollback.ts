import type { LongshoreConfig } from '../config/normalised.ts'
import { deploymentIdOf } from '../domain/deployment-id.ts'
import { type Digest, type Image, shortDigest } from '../domain/image.ts'
import type { LedgerEntry, TargetRecord } from '../domain/record.ts'
import { releaseKey } from '../domain/release.ts'
import type { RollbackCommand } from '../inbound/command.ts'
import type { ImageWish } from '../inbound/image-wish.ts'
import { BadCommand } from './bad-command.ts'
import { isNamed } from './is-named.ts'
import { policyOf } from './policy-of.ts'
import type { Accepted, CommandPorts } from './redeploy.ts'

/**
 * Asks to go back to the newest usable release that is not running, or to one of the ledger by tag or digest.
 * Throws {@link BadCommand}, listing the ledger, when it holds no such release.
 */
export async function rollback(
  command: RollbackCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'records' | 'inbox' | 'queue'>,
): Promise<Accepted> {
  const { target, by } = command
  policyOf(config, target)
  const { record } = await ports.records.load(target)
  const to = command.to && digestOf(command.to, target, record?.ledger ?? [])
  if (!to) assertSomethingToGoBackTo(target, record)
  const at = ports.clock.now()
  const id = `command:${requestId}`
  const deploymentId = deploymentIdOf(at, target, id)
  await ports.inbox.put([{ target, fact: { kind: 'rollback', id, at, by, deploymentId, ...(to ? { to } : {}) } }])
  await ports.queue.send([{ target, dedupId: id }])
  const where = to ? `to ${shortDigest(to)}` : 'to the newest usable release'
  return { accepted: true, target, deploymentId, message: `${target} goes back ${where} as ${deploymentId}.` }
}

function digestOf(wish: ImageWish, target: string, ledger: readonly LedgerEntry[]): Digest {
  const images = ledger.flatMap((entry) => Object.values(entry.release.images))
  const found = images.find((image) => isWished(image, wish))
  if (found) return found.digest
  throw new BadCommand(`${wish.tag ?? wish.digest ?? 'That'} is not in the ledger of ${target}. ${inLedger(ledger)}`)
}

function isWished(image: Image, { repository, tag, digest }: ImageWish): boolean {
  if (repository !== undefined && !isNamed(image.repository, repository)) return false
  return digest === undefined ? image.tag === tag : image.digest === digest
}

function assertSomethingToGoBackTo(target: string, record: TargetRecord | undefined): void {
  const ledger = record?.ledger ?? []
  const runs = record?.settledOn && releaseKey(record.settledOn)
  const others = ledger.filter((entry) => releaseKey(entry.release) !== runs)
  if (others.length === 0)
    throw new BadCommand(`${target} has no other proven release to go back to. ${inLedger(ledger)}`)
}

/** The ledger in a line. */
function inLedger(ledger: readonly LedgerEntry[]): string {
  if (ledger.length === 0) return 'Its ledger is empty.'
  const lines = ledger.map((entry) =>
    Object.values(entry.release.images)
      .map((image) => `${image.tag ?? 'untagged'} ${image.digest}`)
      .join(' + '),
  )
  return `Its ledger holds: ${lines.join('; ')}.`
}
