import { clientSettings } from '../../shared/aws/client-settings.ts'
import { lambdaApi } from '../../shared/aws/lambda-api.ts'
import type { Shift } from '../../shared/config/normalised.ts'
import type { Digest, Millis } from '../../shared/domain/image.ts'
import { lambdaPlatform } from '../../shared/platforms/lambda/lambda-platform.ts'
import type { Platform } from '../../shared/ports.ts'
import { startAws } from './aws-world.ts'
import { digest, memoryWorld, type PlatformWorld, repository, sandboxWorld } from './platform-worlds.ts'

/** A target of some kind, called `api`, that runs image 1; `web` is a target whose thing does not exist. */
export interface KindWorld {
  readonly platform: Platform
  /** The container that the images belong to. */
  readonly container: string
  now(): Millis
  run(ms: Millis): Promise<void>
  /** Somebody else puts an image on the target. */
  usurp(n: number): void
  /** AWS denies whatever is called from now on. */
  deny(): void
  /** What serves now. */
  running(): readonly Digest[]
  stop(): Promise<void>
}

export async function memoryKind(): Promise<KindWorld> {
  return serviceKind(await memoryWorld())
}

export async function ecsKind(): Promise<KindWorld> {
  return serviceKind(await sandboxWorld())
}

/** A target that is a service named `api`. */
function serviceKind(world: PlatformWorld): KindWorld {
  world.addService('api', { n: 1 })
  world.addService('web', { n: 1 })
  world.remove('web')
  return {
    ...{ platform: world.platform, container: 'app', now: world.now, run: world.run, stop: world.stop },
    usurp: (n) => world.usurp('api', n),
    deny: () => world.deny('api'),
    running: () => world.running('api'),
  }
}

const functionName = 'thumbs'

/** A function that runs an image, by its alias or by `$LATEST`. */
export async function lambdaKind(alias?: string, shift: Shift = { kind: 'all-at-once' }): Promise<KindWorld> {
  const aws = await startAws()
  const { ecr, functions } = aws
  for (const n of [1, 2, 3]) ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  const image = (n: number) => `${repository}@${digest(n)}`
  functions.createFunction({
    name: functionName,
    image: image(1),
    versions: [image(1), image(3)],
    aliases: { live: '1' },
  })
  const named = alias === undefined ? {} : { alias }
  const targets = { api: { function: functionName, ...named, shift }, web: { function: 'web', ...named, shift } }
  const client = lambdaApi(clientSettings())
  return {
    platform: lambdaPlatform({ targets, client: async () => client, clock: aws.world.clock }),
    container: 'image',
    now: aws.world.clock.now,
    run: aws.run,
    usurp(n) {
      if (alias === undefined) functions.updateCode(functionName, image(n))
      else functions.changeAlias(functionName, alias, { version: '2', weights: {} })
    },
    deny: () => void aws.faults.onCall({ service: 'lambda' }, 'access-denied'),
    running() {
      const { aliases, latest } = functions.function(functionName)
      const pointed = alias === undefined ? undefined : aliases[alias]
      const digests = pointed ? [pointed.digest, ...Object.keys(pointed.digestWeights)] : [latest]
      return digests.map((text) => text as Digest)
    },
    stop: aws.stop,
  }
}
