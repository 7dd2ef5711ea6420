import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { ContainerName } from '../../domain/image.ts'
import type { OneOffTask } from '../../domain/observation.ts'

/** Where the log of a container is, if it goes to CloudWatch Logs with a stream of its own (`awslogs-stream-prefix`). */
export function logOf(definition: TaskDefinition, container: ContainerName, taskArn: string): OneOffTask['log'] {
  const configuration = definition.containerDefinitions?.find(({ name }) => name === container)?.logConfiguration
  const {
    'awslogs-group': group,
    'awslogs-region': named,
    'awslogs-stream-prefix': prefix,
  } = configuration?.options ?? {}
  if (configuration?.logDriver !== 'awslogs' || group === undefined || prefix === undefined) return undefined
  const [, partition = 'aws', , own = ''] = taskArn.split(':')
  const region = named ?? own
  const stream = `${prefix}/${container}/${taskArn.slice(taskArn.lastIndexOf('/') + 1)}`
  const place = `log-groups/log-group/${encoded(group)}/log-events/${encoded(stream)}`
  const link = `https://${consoles[partition] ?? consoles['aws']}/cloudwatch/home?region=${region}#logsV2:${place}`
  return { name: `${group} ${stream}`, link }
}

const consoles: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}

/** The console decodes twice, and takes `$` for `%`. */
function encoded(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$')
}
