import { dynamoClient, ecrLayersClient, secretsClient, snsClient, sqsClient, ssmClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { dynamoCommits } from '../aws/dynamo-commits.ts'
import { dynamoGithub } from '../aws/dynamo-github.ts'
import { ecrOrigins } from '../aws/ecr-origins.ts'
import { secretValues } from '../aws/secret-values.ts'
import { snsAnnouncer } from '../aws/sns-announcer.ts'
import { sqsSlackQueue } from '../aws/sqs-slack-queue.ts'
import type { Desk } from '../github/desk.ts'
import { octokitApi } from '../github/octokit-api.ts'
import { renderAnnouncement } from '../notify/render-announcement.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import type { Log } from './log.ts'
import { systemClock } from './system-clock.ts'

/** What telling GitHub needs but its log, which differs by invocation. */
export function githubPorts(): (log: Log) => Desk {
  const { github } = configuration
  if (!github)
    throw new Error(
      'Cannot tell GitHub: this stack was packaged without github. Add it to longshore.yml and deploy again.',
    )
  const inTable = { client: dynamoClient, table: environment('LONGSHORE_TABLE'), clock: systemClock }
  const { auth, url, host, repositories, owners, environments, details } = github
  const secrets = secretValues({ ssm: ssmClient, secrets: secretsClient, clock: systemClock })
  const shared = {
    api: octokitApi({ auth, url, secrets, clock: systemClock }),
    memory: dynamoGithub(inTable),
    claims: dynamoClaims(inTable),
    commits: dynamoCommits(inTable),
    announcer: snsAnnouncer({
      client: snsClient,
      topicArn: environment('LONGSHORE_TOPIC_ARN'),
      render: (announcement) => renderAnnouncement(announcement, configuration),
    }),
    queue: sqsSlackQueue({
      client: sqsClient,
      queueUrl: environment('LONGSHORE_GITHUB_QUEUE_URL'),
      deadLetterUrl: environment('LONGSHORE_GITHUB_DLQ_URL'),
    }),
    sources: { host, repositories, owners },
    environments,
    clock: systemClock,
    ...(details !== undefined && { details }),
  }
  const { table } = inTable
  const origins = { ecr: ecrLayersClient, dynamo: dynamoClient, table }
  return (log) => ({
    ...shared,
    log,
    origins: ecrOrigins({ ...origins, unreadable: (reason) => log.warn('labels cannot be read', { reason }) }),
  })
}
