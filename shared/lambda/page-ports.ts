import { dynamoClient, secretsClient } from '../aws/clients.ts'
import { dynamoCommits } from '../aws/dynamo-commits.ts'
import { dynamoHistoryPages } from '../aws/dynamo-history-pages.ts'
import { dynamoImageDates } from '../aws/dynamo-image-dates.ts'
import { dynamoPast } from '../aws/dynamo-past.ts'
import { dynamoStackState } from '../aws/dynamo-stack-state.ts'
import { generatedKey } from '../aws/generated-key.ts'
import type { LinkGateOptions } from '../page/link-gate.ts'
import type { OpenPorts } from '../page/open-link.ts'
import type { PagePorts } from '../page/page-ports.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { recordStore } from './look-ports.ts'
import { systemClock } from './system-clock.ts'

/** What the page reads but its log, which differs by invocation. */
export function pagePorts(): Omit<PagePorts, 'log'> {
  const table = environment('LONGSHORE_TABLE')
  return {
    config: configuration,
    clock: systemClock,
    records: recordStore(),
    stack: dynamoStackState(dynamoClient, table),
    history: dynamoHistoryPages(dynamoClient, table),
    commits: dynamoCommits({ client: dynamoClient, table, clock: systemClock }),
    past: dynamoPast(dynamoClient, table),
    dates: dynamoImageDates(dynamoClient, table),
  }
}

/** What tells a good link from a bad one. */
export function linkPorts(): LinkGateOptions {
  const name = environment('LONGSHORE_PAGE_KEY')
  return {
    stack: configuration.stack,
    clock: systemClock,
    key: generatedKey({ client: secretsClient, name, clock: systemClock }),
  }
}

export function openPorts(): OpenPorts {
  return { ...linkPorts(), pageUrl: environment('LONGSHORE_PAGE_URL') }
}
