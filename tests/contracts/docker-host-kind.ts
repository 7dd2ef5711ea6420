import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ec2Api } from '../../shared/aws/ec2-api.ts'
import { runCommandApi } from '../../shared/aws/run-command-api.ts'
import type { DockerHostTarget } from '../../shared/config/normalised.ts'
import type { Digest } from '../../shared/domain/image.ts'
import { dockerHostPlatform } from '../../shared/platforms/docker-host/docker-host-platform.ts'
import { hostScript } from '../platforms/docker-host-world.ts'
import { startAws } from './aws-world.ts'
import type { KindWorld } from './kind-worlds.ts'
import { anAsk, aPolicy, digest, repository } from './platform-worlds.ts'

const upstreamFile = '/etc/nginx/conf.d/api.upstream.conf'

function aTarget(value: string): DockerHostTarget {
  return {
    tag: { key: 'App', value },
    batch: { first: 1, next: 1, pauseMs: 0 },
    settings: ['port.blue=3032', 'port.green=3031', 'container.port=80', `upstream.file=${upstreamFile}`],
    prune: false,
    runSeconds: 130,
  }
}

/** Two hosts that were asked what they run. What somebody does on them by hand is not seen before they are asked again. */
export async function dockerHostKind(): Promise<KindWorld> {
  const aws = await startAws()
  const { ecr, hosts } = aws
  for (const n of [1, 2, 3]) ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  const serves = { container: 'api-blue', repository, digest: digest(1), port: 3032, upstreamFile, upstream: 'api' }
  for (const name of ['api-1', 'api-2']) hosts.add({ name, tags: { App: 'api' }, serves })
  const [ec2, commands] = [ec2Api(clientSettings()), runCommandApi(clientSettings())]
  const platform = dockerHostPlatform({
    targets: { api: aTarget('api'), web: aTarget('web') },
    ...{ ec2: async () => ec2, commands: async () => commands },
    ...{ clock: aws.world.clock, script: hostScript, mayAsk: true },
  })
  await platform.observe([anAsk({ policy: aPolicy('api') })])
  return {
    ...{ platform, container: 'image', now: aws.world.clock.now, run: aws.run, stop: aws.stop },
    usurp(n) {
      for (const name of hosts.names()) hosts.replace(name, digest(n))
    },
    deny: () => void aws.faults.onCall({ service: 'ec2' }, 'access-denied'),
    running: () => [...new Set(hosts.names().flatMap((name) => hosts.read(name).behind?.digest ?? []))] as Digest[],
  }
}
