import { clientSettings } from '../../shared/aws/client-settings.ts'
import { codeDeployApi } from '../../shared/aws/codedeploy-api.ts'
import { ecrApi } from '../../shared/aws/ecr-api.ts'
import { ecrRegistry } from '../../shared/aws/ecr-registry.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import type { Digest, Millis } from '../../shared/domain/image.ts'
import type { Mode, Policy } from '../../shared/domain/policy.ts'
import { codeDeployPlatform } from '../../shared/platforms/codedeploy/codedeploy-platform.ts'
import { ecsPlatform } from '../../shared/platforms/ecs/ecs-platform.ts'
import type { Ask, Platform } from '../../shared/ports.ts'
import { fakePlatform } from '../fakes/fake-platform.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { type AwsWorld, host, startAws } from './aws-world.ts'

export const repository = `${host}/team/api`
export const minute = 60_000

export function digest(n: number): Digest {
  return `sha256:${String(n).padStart(64, '0')}`
}

export interface ServiceWish {
  readonly n: number
  readonly desired?: number
  readonly breaker?: 'off' | 'on' | 'rollback' | 'rollback-new-id'
  /** The carrier names this tag instead of a digest. */
  readonly tag?: string
}

/** What a suite for platforms needs of the world around one. Image `n` has the digest `digest(n)`. */
export interface PlatformWorld {
  readonly platform: Platform
  now(): Millis
  run(ms: Millis): Promise<void>
  push(n: number, tag: string): void
  addService(target: string, wish: ServiceWish): void
  /** Conclusive failures one after another. */
  crashes(n: number): void
  usurp(target: string, n: number): void
  scale(target: string, desired: number): void
  deny(target: string): void
  remove(target: string): void
  /** Which images run now. */
  running(target: string): readonly Digest[]
  stop(): Promise<void>
}

export function aPolicy(target = 'api', mode: Mode = 'revision'): Policy {
  return {
    target,
    hash: 'h',
    mode,
    containers: { app: { repository, tags: { kind: 'exact', tag: 'live' }, order: 'exact' } },
    settleMs: 0,
    deadlineMs: 20 * minute,
    bakeMs: 0,
    rollback: 'auto',
    onNewerPush: 'supersede',
    onUsurped: 'wait',
    tolerance: 2,
    announce: ['sns'],
  }
}

export function anAsk(more: Partial<Ask> = {}): Ask {
  return { policy: aPolicy(), known: {}, manifests: {}, wantsDigests: true, ...more }
}

export function anEffect(n: number, more: Partial<ApplyEffect> = {}): ApplyEffect {
  const images = { app: { repository, digest: digest(n) } }
  return { kind: 'apply', deploymentId: `deployment-${n}`, release: { images }, force: false, again: false, ...more }
}

export async function memoryWorld(): Promise<PlatformWorld> {
  const clock = virtualClock()
  const registry = fakeRegistry({ clock })
  const platform = fakePlatform({ clock, registry })
  return {
    platform,
    now: clock.now,
    run: async (ms) => clock.advance(ms),
    push: (n, tag) => registry.push(repository, tag, digest(n)),
    addService: (target, { n, desired = 2, breaker = 'off', tag }) =>
      platform.addService(target, {
        ...{ digests: { app: digest(n) }, desired, breaker },
        ...(tag === undefined ? {} : { tags: { app: { repository, tag } } }),
      }),
    crashes: (n) => platform.fate(digest(n), 'crashes'),
    usurp: (target, n) => void platform.usurp(target, { app: digest(n) }),
    scale: (target, desired) => platform.scale(target, desired),
    deny: (target) => platform.answerWith(target, { kind: 'problem', cause: 'denied', message: 'denied' }),
    remove: (target) => platform.answerWith(target, { kind: 'problem', cause: 'gone', message: `no ${target}` }),
    running: (target) => platform.running(target).flatMap((digests) => Object.values(digests)),
    stop: async () => {},
  }
}

export interface SandboxWorld extends PlatformWorld {
  readonly aws: AwsWorld
  /** A platform that remembers nothing, as in a new worker. */
  freshPlatform(): Platform
}

const cluster = 'production'

/** The adapter and the SDK against the sandbox. Targets are services of the same name in one cluster. */
export async function sandboxWorld(): Promise<SandboxWorld> {
  const aws = await startAws()
  const { ecs, ecr } = aws
  const names = ['api', 'web', ...Array.from({ length: 23 }, (_, i) => `s${i}`)]
  const targets = Object.fromEntries(
    names.map((service) => [service, { cluster, service, family: service, roles: [] }]),
  )
  const client = ecsApi(clientSettings())
  const registry = ecrRegistry(async (region) => ecrApi(clientSettings(region)))
  function freshPlatform(): Platform {
    return ecsPlatform({ targets, client: async () => client, clock: aws.world.clock, children: registry.children })
  }
  for (const n of [1, 2, 3, 4, 5]) ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  return {
    aws,
    freshPlatform,
    platform: freshPlatform(),
    now: aws.world.clock.now,
    run: aws.run,
    push: (n, tag) => void ecr.push({ repository: 'team/api', tag, digest: digest(n) }),
    addService: (target, { n, desired = 2, breaker = 'off', tag }) =>
      void ecs.createService({
        ...{
          cluster,
          name: target,
          desiredCount: desired,
          breaker: breaker === 'rollback-new-id' ? 'rollback' : breaker,
        },
        containers: { app: tag === undefined ? `${repository}@${digest(n)}` : `${repository}:${tag}` },
        rollbackUnder: breaker === 'rollback-new-id' ? 'new-id' : 'old-id',
      }),
    crashes: (n) => ecs.fate(digest(n), 'crashes'),
    usurp: (target, n) => void ecs.usurp(cluster, target, { containers: { app: `${repository}@${digest(n)}` } }),
    scale: (target, desired) => ecs.scale(cluster, target, desired),
    deny: () => void aws.faults.onCall({ service: 'ecs' }, 'access-denied'),
    remove: (target) => ecs.deleteService(cluster, target, { forget: true }),
    running: (target) => (ecs.runningDigests(cluster, target)['app'] ?? []).map((text) => text as Digest),
    stop: aws.stop,
  }
}

/** The same services under CodeDeploy, each with a deployment group of its own that moves all traffic at once. */
export async function codeDeployWorld(): Promise<SandboxWorld> {
  const world = await sandboxWorld()
  const { ecs, codedeploy } = world.aws
  const names = ['api', 'web']
  const targets = Object.fromEntries(
    names.map((service) => [
      service,
      { cluster, service, family: service, roles: [], application: 'shop', group: service, whenBusy: 'wait' as const },
    ]),
  )
  const registry = ecrRegistry(async (region) => ecrApi(clientSettings(region)))
  const clients = { ecs: async () => ecsApi(clientSettings()), codedeploy: async () => codeDeployApi(clientSettings()) }
  function freshPlatform(): Platform {
    return codeDeployPlatform({ targets, ...clients, clock: world.aws.world.clock, children: registry.children })
  }
  return {
    ...world,
    freshPlatform,
    platform: freshPlatform(),
    addService(service, { n, desired = 2, tag }) {
      const targetGroupArn = `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${service}-blue/1`
      ecs.createService({
        ...{ cluster, name: service, desiredCount: desired, controller: 'CODE_DEPLOY' },
        containers: { app: tag === undefined ? `${repository}@${digest(n)}` : `${repository}:${tag}` },
        settings: { loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] },
      })
      codedeploy.createGroup({ application: 'shop', group: service, cluster, service })
    },
    usurp(service, n) {
      const taskDefinition = ecs.registerContainers(service, { app: `${repository}@${digest(n)}` })
      codedeploy.deploy('shop', service, { taskDefinition, containerName: 'app', containerPort: 80 })
    },
  }
}
