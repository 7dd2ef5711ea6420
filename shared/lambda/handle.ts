import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { BadCommand } from '../commands/bad-command.ts'
import { errorText, type Log, requestLog } from './log.ts'

/** What a function is given besides its event. */
export interface Invocation {
  readonly log: Log
  readonly requestId: string
}

/**
 * The one shared stack around every function: a log line for what goes wrong, then the error goes on, so that the invocation
 * fails visibly (retry, dead-letter queue, alarm; a command's caller sees it).
 */
export function handle<Event, Result>(name: string, work: (event: Event, invocation: Invocation) => Promise<Result>) {
  return middy<Event, Result, Error, Context>()
    .use({
      onError: ({ error, context }) => {
        const log = requestLog(name, context.awsRequestId)
        const keys = { error: errorText(error) }
        if (error instanceof BadCommand) log.info('bad command', keys)
        else log.error('function failed', keys)
      },
    })
    .handler((event, context) =>
      work(event, { log: requestLog(name, context.awsRequestId), requestId: context.awsRequestId }),
    )
}
