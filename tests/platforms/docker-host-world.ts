import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ec2Api } from '../../shared/aws/ec2-api.ts'
import { runCommandApi } from '../../shared/aws/run-command-api.ts'
import type { DockerHostTarget } from '../../shared/config/normalised.ts'
import type { AppliedResult, ApplyEffect } from '../../shared/domain/effect.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { PlatformView, Problem, Rollout } from '../../shared/domain/observation.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import { dockerHostPlatform } from '../../shared/platforms/docker-host/docker-host-platform.ts'
import type { Ask, Platform } from '../../shared/ports.ts'
import { type AwsWorld, host, startAws } from '../contracts/aws-world.ts'

const folder = 'shared/platforms/docker-host/host'

/** The host script as a bundle holds it. */
export const hostScript = readdirSync(folder)
  .filter((file) => file.endsWith('.sh'))
  .sort()
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('')

const repository = `${host}/web`
const upstreamFile = '/etc/nginx/conf.d/web.upstream.conf'

export function aTarget(more: Partial<DockerHostTarget> = {}): DockerHostTarget {
  return {
    tag: { key: 'App', value: 'web' },
    batch: { first: 1, next: 1, pauseMs: 0 },
    settings: ['port.blue=3032', 'port.green=3031', 'container.port=80', `upstream.file=${upstreamFile}`],
    prune: false,
    runSeconds: 130,
    ...more,
  }
}

export function digest(n: number): Digest {
  return `sha256:${String(n).padStart(64, '0')}`
}

export function aPolicy(more: Partial<Policy> = {}): Policy {
  return {
    ...{ target: 'web', hash: 'h', mode: 'revision', settleMs: 0, deadlineMs: 20 * 60_000, bakeMs: 0 },
    ...{ rollback: 'auto', onNewerPush: 'supersede', onUsurped: 'wait', tolerance: 2, announce: ['sns'] },
    containers: { image: { repository, tags: { kind: 'exact', tag: 'live' }, order: 'exact' } },
    ...more,
  }
}

/** As the record asks about the rollout of the last call. */
function watching(rollout: AppliedResult['rollout'] | undefined): Pick<Ask, 'own' | 'goal'> {
  if (!rollout) return {}
  const { id, carrier, createdAt } = rollout
  const [deploymentId = '', purpose] = id.split('/')
  const own = { id, carrier, deploymentId, reverting: purpose === 'revert', notBefore: createdAt - 1000 }
  return { own: { ...own, evidence: 0, search: false }, goal: { image: carrier as Digest } }
}

/** Docker hosts of the sandbox behind the adapter and the SDK. Image `n` has the digest `digest(n)`; hosts serve image 1 on blue. */
export interface DockerHostWorld {
  readonly aws: AwsWorld
  readonly platform: Platform
  /** One that remembers nothing, as in a new worker. */
  freshPlatform(mayAsk?: boolean): Platform
  addHosts(...names: string[]): void
  effect(n: number, more?: Partial<ApplyEffect>): ApplyEffect
  apply(n: number, more?: Partial<ApplyEffect>, kept?: readonly Digest[]): Promise<AppliedResult['rollout']>
  look(more?: Partial<Ask>): Promise<PlatformView | Problem | undefined>
  see(more?: Partial<Ask>): Promise<PlatformView>
  leading(more?: Partial<Ask>): Promise<Rollout>
  /** Takes each next step as soon as it is offered, until there is none. */
  finish(n: number, more?: Partial<Ask>): Promise<Rollout>
  /** Image and port behind nginx, by host. */
  serving(): Readonly<Record<string, string>>
  run(seconds: number): Promise<void>
}

export async function startDockerHosts(target = aTarget()): Promise<DockerHostWorld> {
  const aws = await startAws()
  const [ec2, commands] = [ec2Api(clientSettings()), runCommandApi(clientSettings())]
  for (const n of [1, 2, 3]) aws.ecr.push({ repository: 'web', tag: `v${n}`, digest: digest(n), silent: true })
  const freshPlatform = (mayAsk = true): Platform =>
    dockerHostPlatform({
      targets: { web: target },
      ec2: async () => ec2,
      commands: async () => commands,
      clock: aws.world.clock,
      script: hostScript,
      mayAsk,
    })
  const platform = freshPlatform()
  const run = (seconds: number) => aws.run(seconds * 1000)
  const effect: DockerHostWorld['effect'] = (n, more = {}) => ({
    ...{ kind: 'apply', deploymentId: `deployment-${n}`, force: false, again: false },
    release: { images: { image: { repository, digest: digest(n) } } },
    ...more,
  })
  let last: AppliedResult['rollout'] | undefined
  const world: DockerHostWorld = {
    ...{ aws, platform, freshPlatform, effect, run },
    addHosts(...names) {
      const serves = { container: 'web-blue', repository, digest: digest(1), port: 3032, upstreamFile, upstream: 'web' }
      for (const name of names) aws.hosts.add({ name, tags: { App: 'web' }, serves })
    },
    async apply(n, more, kept) {
      const result = await platform.apply(aPolicy(), effect(n, more), kept)
      if (result.kind !== 'applied') throw new Error(result.message)
      last = result.rollout
      return result.rollout
    },
    async look(more = {}) {
      const ask = { policy: aPolicy(), known: {}, manifests: {}, wantsDigests: true, ...watching(last), ...more }
      return (await platform.observe([ask])).get('web')
    },
    async see(more) {
      const view = await world.look(more)
      if (view?.kind !== 'seen') throw new Error(view?.message ?? 'no answer')
      return view
    },
    async leading(more) {
      const leads = (await world.see(more)).rollouts.filter(({ leading }) => leading)
      if (leads.length !== 1 || !leads[0]) throw new Error(`${leads.length} rollouts lead`)
      return leads[0]
    },
    async finish(n, more = {}) {
      for (let round = 0; round < 20; round += 1) {
        await run(60)
        const rollout = await world.leading({ goal: { image: digest(n) }, ...more })
        if (rollout.state !== 'in-progress') return rollout
        const { id, stage = '', next } = rollout
        const { deploymentId, release } = effect(n, { deploymentId: id.replace(/\/.*/, '') })
        if (next) await platform.advance(aPolicy(), { kind: 'advance', deploymentId, release, rollout: id, stage })
      }
      throw new Error('The rollout did not end in twenty minutes.')
    },
    serving() {
      const entries = aws.hosts.names().map((name): [string, string] => {
        const { behind, upstream } = aws.hosts.read(name)
        return [name, `${behind ? Number(behind.digest.slice(-4)) : 'nothing'} on ${upstream ?? 'no port'}`]
      })
      return Object.fromEntries(entries)
    },
  }
  return world
}
