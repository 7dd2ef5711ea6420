import { handle } from '../shared/lambda/handle.ts'
import { pressPorts } from '../shared/lambda/press-ports.ts'
import { answerPress } from '../shared/slack-actions/answer-press.ts'

const ports = pressPorts()

/** Buttons in Slack. The URL is open to the world: what the Slack app did not sign is refused, and changes nothing. */
export const handler = handle('slack-action', (event: unknown, { log, requestId }) =>
  answerPress(event, { ...ports, log, requestId }),
)
