import type { LongshoreConfig } from '../config/normalised.ts'
import { deploymentIdOf } from '../domain/deployment-id.ts'
import { isHeld } from '../domain/hold.ts'
import { digestsOf, type Image, type Images, sameDigests, shortDigest } from '../domain/image.ts'
import { isProblem } from '../domain/observation.ts'
import type { Policy } from '../domain/policy.ts'
import type { LedgerEntry, TargetRecord } from '../domain/record.ts'
import { releaseKey } from '../domain/release.ts'
import type { PromoteCommand } from '../inbound/operating-command.ts'
import type { Registry } from '../ports.ts'
import { assertNotFrozen } from './assert-not-frozen.ts'
import { assertNotObserved } from './assert-not-observed.ts'
import { assertNotStopped } from './assert-not-stopped.ts'
import { BadCommand } from './bad-command.ts'
import { policyOf } from './policy-of.ts'
import type { Accepted, CommandPorts } from './redeploy.ts'

/**
 * Asks for a rollout of the very images that were proven last on another target. Throws {@link BadCommand} where nothing was
 * proven there, where the containers do not fit each other, and where an image is gone.
 */
export async function promote(
  { from, to: target, override, by }: PromoteCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: CommandPorts,
): Promise<Accepted> {
  if (from === target) throw new BadCommand(`Cannot promote ${from} to itself. To roll it out again, redeploy it.`)
  const [source, policy] = [policyOf(config, from), policyOf(config, target)]
  const [there, here] = await Promise.all([ports.records.load(from), ports.records.load(target)])
  assertNotObserved(policy, here.record)
  await assertNotStopped(target, here.record, ports.stack)
  const at = ports.clock.now()
  await assertNotFrozen(policy, here.record, { override, now: at }, ports.stack)
  const entry = newestProven(from, there.record)
  const images = fitted(entry.release.images, source, policy)
  assertOther(target, here.record, images)
  await assertThere(images, ports.registry)
  const id = `command:${requestId}`
  const deploymentId = deploymentIdOf(at, target, id)
  const fact = { kind: 'promote' as const, id, at, by, deploymentId, from, images, ...(override ? { override } : {}) }
  await ports.inbox.put([{ target, fact }])
  await ports.queue.send([{ target, dedupId: id }])
  const baseline = entry.origin === 'found' ? ' It was never proven by a rollout: Longshore found it running.' : ''
  const what = `${inWords(images)} of ${from}`
  const message = `${target}: ${what} will be rolled out as ${deploymentId}.${baseline}`
  return { accepted: true, target, deploymentId, message }
}

/** What a rollout has proven comes before what was found running, and what was rolled back from does not count. */
function newestProven(from: string, record: TargetRecord | undefined): LedgerEntry {
  const ledger = (record?.ledger ?? []).filter(({ release }) => record && !isHeld(record, release))
  const entry = ledger.find(({ origin }) => origin === 'proven') ?? ledger[0]
  if (entry) return entry
  throw new BadCommand(`Nothing was proven on ${from} yet, so there is nothing to promote. See status of ${from}.`)
}

/** Each container gets the image of its repository; of several, that of the container with its name. */
function fitted(images: Images, source: Policy, policy: Policy): Images {
  const found = Object.entries(policy.containers).map(([container, { repository }]) => {
    const same = images[container]?.repository === repository ? images[container] : undefined
    const others = Object.values(images).filter((image) => image.repository === repository)
    const isClear = new Set(others.map(({ digest }) => digest)).size === 1
    return [container, same ?? (isClear ? others[0] : undefined)] as const
  })
  const missing = found.filter(([, image]) => image === undefined).map(([container]) => container)
  if (missing.length > 0) throw new BadCommand(unfitting(missing, images, source, policy))
  return Object.fromEntries(found.flatMap(([container, image]) => (image ? [[container, image]] : [])))
}

function unfitting(missing: readonly string[], images: Images, source: Policy, policy: Policy): string {
  const listed = (containers: readonly (readonly [string, string])[]) =>
    containers.map(([container, repository]) => `${container} (${repository})`).join(', ')
  const wants = Object.entries(policy.containers).map(([name, { repository }]) => [name, repository] as const)
  const has = Object.entries(images).map(([name, { repository }]) => [name, repository] as const)
  return (
    `Cannot promote ${source.target} to ${policy.target}: for ${missing.join(', ')} there is no image, or more than one. ` +
    `${policy.target} runs ${listed(wants)}; proven on ${source.target}: ${listed(has)}. Redeploy single images by name instead.`
  )
}

/** Nothing would be rolled out. */
function assertOther(target: string, record: TargetRecord | undefined, images: Images): void {
  const runs = record?.state.name === 'idle' ? record.settledOn : undefined
  if (!record || !runs || !sameDigests(digestsOf(images), digestsOf(runs.images), record.manifests)) return
  throw new BadCommand(`${target} runs ${inWords(images)} already. To roll it out again, redeploy it.`)
}

async function assertThere(images: Images, registry: Registry): Promise<void> {
  const entries = Object.entries(images).map(([container, image]): LedgerEntry => {
    const release = { images: { [container]: image } }
    return { release, origin: 'found', at: 0 }
  })
  const candidates = await registry.usable(entries)
  if (isProblem(candidates)) throw new BadCommand(candidates.message)
  const gone = entries.flatMap(({ release }) => {
    const seen = candidates.find((candidate) => candidate.release === releaseKey(release))
    return seen?.usable ? [] : [seen?.why ?? `${inWords(release.images)} is gone from the registry`]
  })
  if (gone.length > 0) throw new BadCommand(`Cannot promote: ${gone.join('; ')}.`)
}

function inWords(images: Images): string {
  return Object.values(images).map(nameOf).join(' + ')
}

function nameOf({ tag, digest }: Image): string {
  return tag === undefined ? shortDigest(digest) : `${tag} (${shortDigest(digest)})`
}
