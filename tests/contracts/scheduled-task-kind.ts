import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecrApi } from '../../shared/aws/ecr-api.ts'
import { ecrRegistry } from '../../shared/aws/ecr-registry.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { eventsApi } from '../../shared/aws/events-api.ts'
import { schedulerApi } from '../../shared/aws/scheduler-api.ts'
import type { ScheduledTaskTarget } from '../../shared/config/normalised.ts'
import type { Digest } from '../../shared/domain/image.ts'
import { scheduledTaskPlatform } from '../../shared/platforms/scheduled-task/scheduled-task-platform.ts'
import { type AwsWorld, account, region, startAws } from './aws-world.ts'
import type { KindWorld } from './kind-worlds.ts'
import { digest, repository } from './platform-worlds.ts'

const runs = { family: 'api', roles: [] }

/** What a rule or a schedule named `api` runs; there is none called `web`. */
export async function scheduledTaskKind(by: ScheduledTaskTarget['by']): Promise<KindWorld> {
  const aws = await startAws()
  for (const n of [1, 2, 3]) aws.ecr.push({ repository: 'team/api', tag: `v${n}`, digest: digest(n), silent: true })
  aws.ecs.createCluster('batch')
  put(aws, by, 1)
  const target = (name: string): ScheduledTaskTarget =>
    by === 'rule' ? { by, rule: name, ...runs } : { by, schedule: name, ...runs }
  const { named } = ecrRegistry(async (where) => ecrApi(clientSettings(where)))
  const [ecs, events, scheduler] = [
    ecsApi(clientSettings()),
    eventsApi(clientSettings()),
    schedulerApi(clientSettings()),
  ]
  return {
    platform: scheduledTaskPlatform({
      targets: { api: target('api'), web: target('web') },
      ...{ ecs: async () => ecs, events: async () => events, scheduler: async () => scheduler },
      ...{ clock: aws.world.clock, named },
    }),
    container: 'app',
    now: aws.world.clock.now,
    run: aws.run,
    usurp: (n) => put(aws, by, n),
    deny: () => void aws.faults.onCall({ service: by === 'rule' ? 'events' : 'scheduler' }, 'access-denied'),
    running: () => running(aws, by),
    stop: aws.stop,
  }
}

function put({ ecs, events, schedules }: AwsWorld, by: ScheduledTaskTarget['by'], n: number): void {
  const target = {
    Arn: `arn:aws:ecs:${region}:${account}:cluster/batch`,
    RoleArn: `arn:aws:iam::${account}:role/run`,
    EcsParameters: { TaskDefinitionArn: ecs.registerContainers('api', { app: `${repository}@${digest(n)}` }) },
  }
  if (by === 'rule') {
    events.putRule({ name: 'api', schedule: 'rate(1 day)' })
    events.putTargets('api', [{ Id: 'api', ...target }])
    return
  }
  const times = { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' } }
  schedules.put({ Name: 'api', ...times, Target: target })
}

/** What the next run would run. */
function running({ ecs, events, schedules }: AwsWorld, by: ScheduledTaskTarget['by']): Digest[] {
  const target =
    by === 'rule'
      ? [
          ...(events
            .rules()
            .find(({ name }) => name === 'api')
            ?.targets.values() ?? []),
        ][0]?.given
      : schedules.schedule('api')?.['Target']
  const image = ecs.images(target?.EcsParameters.TaskDefinitionArn)['app'] ?? ''
  return [image.slice(image.indexOf('@') + 1) as Digest]
}
