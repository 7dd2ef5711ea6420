import type { LongshoreConfig } from '../normalised.ts'
import { readCodeDeploy, writeCodeDeploy } from './kinds/codedeploy-rights.ts'
import { readDockerHosts, writeDockerHosts } from './kinds/docker-host-rights.ts'
import { readEcs, writeEcs } from './kinds/ecs-rights.ts'
import { runTasks } from './kinds/ecs-task-rights.ts'
import { readLambda, writeLambda } from './kinds/lambda-rights.ts'
import { readScheduledTasks, writeScheduledTasks } from './kinds/scheduled-task-rights.ts'
import type { Statement } from './statement.ts'

/** What it takes to look at targets of every configured kind. `budget`: characters that one list of names may take. */
export function readPlatforms(config: LongshoreConfig, budget: number): Statement[] {
  return [
    ...readEcs(config, budget),
    ...readLambda(config, budget),
    ...readCodeDeploy(config, budget),
    ...readDockerHosts(config),
    ...readScheduledTasks(config, budget),
  ]
}

/** What it takes to deploy to them. */
export function writePlatforms(config: LongshoreConfig, budget: number): Statement[] {
  return [
    ...writeEcs(config, budget),
    ...runTasks(config, budget),
    ...writeLambda(config, budget),
    ...writeCodeDeploy(config, budget),
    ...writeDockerHosts(config),
    ...writeScheduledTasks(config, budget),
  ]
}
