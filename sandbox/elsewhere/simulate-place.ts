import { createHosts, type HostsControl } from '../hosts/hosts-control.ts'
import type { Service, World } from '../kernel/service.ts'
import { type CloudwatchControl, cloudwatchService } from '../services/cloudwatch/cloudwatch-service.ts'
import { measureIn } from '../services/cloudwatch/measure-invocations.ts'
import type { CodeDeployControl } from '../services/codedeploy/codedeploy-control.ts'
import { codeDeployService } from '../services/codedeploy/codedeploy-service.ts'
import { ec2Service } from '../services/ec2/ec2-service.ts'
import type { EcrControl } from '../services/ecr/ecr-service.ts'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import { ecsService } from '../services/ecs/ecs-service.ts'
import type { RunTask } from '../services/ecs-target.ts'
import type { FunctionsControl } from '../services/lambda-functions/functions-control.ts'
import { imageFunctions } from '../services/lambda-functions/functions-service.ts'
import { type LogsControl, logsService } from '../services/logs/logs-service.ts'
import { ssmService } from '../services/ssm/ssm-service.ts'

/** What targets of one account and region consist of. */
export interface PlaceControls {
  readonly ecs: EcsControl
  readonly codedeploy: CodeDeployControl
  readonly functions: FunctionsControl
  readonly cloudwatch: CloudwatchControl
  readonly logs: LogsControl
  readonly hosts: HostsControl
}

export interface SimulatedPlace {
  readonly controls: PlaceControls
  readonly services: readonly Service[]
  readonly runTask: RunTask
  readonly close: () => void
}

/** The services of a place where only targets are; `ecr`: the registry that their images come from, in whatever place. */
export function simulatePlace(world: World, ecr: EcrControl): SimulatedPlace {
  const hosts = createHosts(world, ecr.pullable)
  const ssm = ssmService(world, hosts.hosts)
  const ecs = ecsService(world, ecr)
  const codedeploy = codeDeployService(world, ecs.taskSets)
  const cloudwatch = cloudwatchService(world)
  const logs = logsService(world)
  const functions = imageFunctions(world, ecr, measureIn(cloudwatch.control))
  cloudwatch.control.onState((name, state) => {
    ecs.control.alarm(name, state === 'ALARM' ? 'ALARM' : 'OK')
    if (state === 'ALARM') codedeploy.control.alarm(name)
  })
  return {
    controls: {
      ecs: ecs.control,
      codedeploy: codedeploy.control,
      functions: functions.control,
      cloudwatch: cloudwatch.control,
      logs: logs.control,
      hosts: hosts.control,
    },
    services: [
      ...[ecs.service, codedeploy.service, cloudwatch.service, ssm.service, logs.service],
      ec2Service(world, hosts.hosts),
      { name: 'lambda', operations: functions.operations },
    ],
    runTask: ecs.control.runTask,
    close: hosts.close,
  }
}
