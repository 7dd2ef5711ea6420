import type { CloudWatchApi } from '../../aws/cloudwatch-api.ts'
import type { CodeDeployApi } from '../../aws/codedeploy-api.ts'
import type { Ec2Api } from '../../aws/ec2-api.ts'
import type { EcrSettingsApi } from '../../aws/ecr-settings-api.ts'
import type { EcsApi } from '../../aws/ecs-api.ts'
import type { EventsApi } from '../../aws/events-api.ts'
import type { IamApi } from '../../aws/iam-api.ts'
import type { LambdaApi } from '../../aws/lambda-api.ts'
import type { RulesApi } from '../../aws/rules-api.ts'
import type { RunCommandApi } from '../../aws/run-command-api.ts'
import type { SchedulerApi } from '../../aws/scheduler-api.ts'
import type { TopicApi } from '../../aws/topic-api.ts'

/** Clients that doctor asks, each loaded at its first use. */
export interface DoctorClients {
  readonly ecs: () => Promise<EcsApi>
  readonly lambda: () => Promise<LambdaApi>
  readonly codedeploy: () => Promise<CodeDeployApi>
  readonly ec2: () => Promise<Ec2Api>
  readonly commands: () => Promise<RunCommandApi>
  readonly events: () => Promise<EventsApi>
  readonly scheduler: () => Promise<SchedulerApi>
  readonly cloudwatch: () => Promise<CloudWatchApi>
  readonly rules: () => Promise<RulesApi>
  readonly topic: () => Promise<TopicApi>
  readonly iam: () => Promise<IamApi>
  /** By region. */
  readonly ecr: (region: string) => Promise<EcrSettingsApi>
}
