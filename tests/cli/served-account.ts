import { ECRClient, PutImageCommand } from '@aws-sdk/client-ecr'
import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs'

const person = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
}

/** Pushes an image to `team/api`, as whoever builds it does. */
export async function push(endpoint: string, tag: string, fate?: 'crashes' | 'no-capacity'): Promise<void> {
  const client = new ECRClient({ endpoint, ...person })
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    annotations: { build: tag, ...(fate && { 'sandbox.fate': fate }) },
  })
  await client.send(new PutImageCommand({ repositoryName: 'team/api', imageTag: tag, imageManifest }))
  client.destroy()
}

/** The digests that the running tasks of a cluster have, each once. */
export async function digestsIn(endpoint: string, cluster: string): Promise<readonly string[]> {
  const client = new ECSClient({ endpoint, ...person })
  const { taskArns } = await client.send(new ListTasksCommand({ cluster }))
  const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns ?? [] }))
  client.destroy()
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING')
  const digests = running.flatMap(({ containers = [] }) => containers.flatMap(({ imageDigest = [] }) => imageDigest))
  return [...new Set(digests)]
}
