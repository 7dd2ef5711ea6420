import type { SQSEvent } from 'aws-lambda'
import { handle } from '../shared/lambda/handle.ts'
import { slackPorts } from '../shared/lambda/slack-ports.ts'
import { deliverToSlack } from '../shared/notify/deliver-to-slack.ts'

const ports = slackPorts()

/** Announcements out of the queue and into Slack; what cannot be told now is given back and shown again. */
export const handler = handle('notify-slack', (event: SQSEvent, { log }) => deliverToSlack({ ...ports, log })(event))
