import type { LongshoreConfig } from '../config/normalised.ts'
import { deploymentIdOf } from '../domain/deployment-id.ts'
import { type Digest, type Image, shortDigest } from '../domain/image.ts'
import { isProblem } from '../domain/observation.ts'
import type { LedgerEntry, TargetRecord } from '../domain/record.ts'
import { releaseKey } from '../domain/release.ts'
import type { RollbackCommand } from '../inbound/command.ts'
import type { ImageWish } from '../inbound/image-wish.ts'
import type { Registry } from '../ports.ts'
import { assertNotObserved } from './assert-not-observed.ts'
import { BadCommand } from './bad-command.ts'
import { isNamed } from './is-named.ts'
import { policyOf } from './policy-of.ts'
import type { Accepted, CommandPorts } from './redeploy.ts'

/**
 * Asks to go back to the newest usable release that is not running, or to one of the ledger by tag or digest.
 * Throws {@link BadCommand}, listing the ledger, when it holds no such release, and listing what is left when the images of that
 * release are gone. Without a registry that is found out when its turn comes.
 */
export async function rollback(
  command: RollbackCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'records' | 'inbox' | 'queue'> & Partial<Pick<CommandPorts, 'registry'>>,
): Promise<Accepted> {
  const { target, by, from } = command
  const policy = policyOf(config, target)
  const { record } = await ports.records.load(target)
  assertNotObserved(policy, record)
  const ledger = record?.ledger ?? []
  const to = command.to && digestInLedger(command.to, target, ledger)
  if (to && ports.registry) await assertThere(to, target, ledger, ports.registry)
  if (!to) assertSomethingToGoBackTo(target, record)
  const at = ports.clock.now()
  const id = `command:${requestId}`
  const deploymentId = deploymentIdOf(at, target, id)
  const bounds = { ...(to ? { to } : {}), ...(from === undefined ? {} : { from }) }
  await ports.inbox.put([{ target, fact: { kind: 'rollback', id, at, by, deploymentId, ...bounds } }])
  await ports.queue.send([{ target, dedupId: id }])
  const where = to ? `to ${shortDigest(to)}` : 'to the newest usable release'
  return { accepted: true, target, deploymentId, message: `${target} goes back ${where} as ${deploymentId}.` }
}

/** Throws {@link BadCommand}, listing the ledger, when it does not hold what was named. */
export function digestInLedger(wish: ImageWish, target: string, ledger: readonly LedgerEntry[]): Digest {
  const images = ledger.flatMap((entry) => Object.values(entry.release.images))
  const found = images.find((image) => isWished(image, wish))
  if (found) return found.digest
  throw new BadCommand(`${wish.tag ?? wish.digest ?? 'That'} is not in the ledger of ${target}. ${inLedger(ledger)}`)
}

/** What cannot be asked now is found out when its turn comes. */
async function assertThere(
  to: Digest,
  target: string,
  ledger: readonly LedgerEntry[],
  registry: Registry,
): Promise<void> {
  const candidates = await registry.usable(ledger)
  if (isProblem(candidates)) return
  const there = ledger.filter(({ release }) =>
    candidates.some((candidate) => candidate.usable && candidate.release === releaseKey(release)),
  )
  if (there.some((entry) => holds(entry, to))) return
  const why = candidates.find(({ release, usable }) => !usable && release.includes(to))?.why ?? `${to} is gone`
  const left = there.length > 0 ? `Of its ledger these are left: ${named(there)}.` : 'No release of its ledger is left.'
  throw new BadCommand(`${target} cannot go back there: ${why}. ${left}`)
}

function holds({ release }: LedgerEntry, digest: Digest): boolean {
  return Object.values(release.images).some((image) => image.digest === digest)
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
  return `Its ledger holds: ${named(ledger)}.`
}

function named(ledger: readonly LedgerEntry[]): string {
  const lines = ledger.map(({ release }) =>
    Object.values(release.images)
      .map((image) => `${image.tag ?? 'untagged'} ${image.digest}`)
      .join(' + '),
  )
  return lines.join('; ')
}
