import type {
  CodeDeployTarget,
  DockerHostTarget,
  EcsTarget,
  LambdaTarget,
  LongshoreConfig,
  ScheduledTaskTarget,
} from './normalised.ts'

/** With the targets alone that are in the account and region of the stack. */
export function targetsHere(config: LongshoreConfig): LongshoreConfig {
  const here = Object.entries(config.targets).filter(([, { elsewhere }]) => elsewhere === undefined)
  return { ...config, targets: Object.fromEntries(here) }
}

/** The targets that are ECS services with ECS's own controller, by name. */
export function ecsTargets({ targets }: LongshoreConfig): Readonly<Record<string, EcsTarget>> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]) => (target.kind === 'ecs' ? [[name, target.ecs]] : [])),
  )
}

/** The targets that CodeDeploy deploys to, by name. */
export function codeDeployTargets({ targets }: LongshoreConfig): Readonly<Record<string, CodeDeployTarget>> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]) =>
      target.kind === 'codedeploy' ? [[name, target.codedeploy]] : [],
    ),
  )
}

/** Every ECS service that is a target, whoever controls its deployments. */
export function services(config: LongshoreConfig): readonly EcsTarget[] {
  return [...Object.values(ecsTargets(config)), ...Object.values(codeDeployTargets(config))]
}

/** The targets that are Lambda functions, by name. */
export function lambdaTargets({ targets }: LongshoreConfig): Readonly<Record<string, LambdaTarget>> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]) => (target.kind === 'lambda' ? [[name, target.lambda]] : [])),
  )
}

/** The targets that are Docker hosts, by name. */
export function dockerHostTargets({ targets }: LongshoreConfig): Readonly<Record<string, DockerHostTarget>> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]) =>
      target.kind === 'docker-host' ? [[name, target.dockerHost]] : [],
    ),
  )
}

/** The targets that are rules or schedules, by name. */
export function scheduledTaskTargets({ targets }: LongshoreConfig): Readonly<Record<string, ScheduledTaskTarget>> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, target]) =>
      target.kind === 'scheduled-task' ? [[name, target.scheduledTask]] : [],
    ),
  )
}
