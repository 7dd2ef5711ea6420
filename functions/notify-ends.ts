import type { SQSEvent } from 'aws-lambda'
import { endsPorts } from '../shared/lambda/ends-ports.ts'
import { handle } from '../shared/lambda/handle.ts'
import { deliverToEnds } from '../shared/notify/ends/deliver-to-ends.ts'

const ports = endsPorts()

/** Announcements out of the queue and to webhooks, Teams and Discord; what cannot be told now is given back and shown again. */
export const handler = handle('notify-ends', (event: SQSEvent, { log }) => deliverToEnds({ ...ports, log })(event))
