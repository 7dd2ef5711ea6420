import { slackText } from './slack-text.ts'
import type { Step } from './step-schema.ts'
import type { StoryWorld } from './story-world.ts'

/** Does what a step says in Slack. @returns the timeline's words for it; undefined when it says nothing of the kind */
export function playSlackStep({ sandbox }: StoryWorld, { deleteMessage }: Step): string | undefined {
  if (deleteMessage === undefined) return undefined
  if (sandbox.slack.deleteNewest()) return "Somebody deletes the bot's newest message in Slack"
  throw new Error('There is no message of the bot in Slack that could be deleted. Wait for one: when: { slack: TEXT }.')
}

/** Whether a message of the bot shows a text now. */
export function slackShows({ sandbox }: StoryWorld, text: string): () => boolean {
  return () =>
    sandbox.slack.botMessages().some(({ versions, deleted }) => {
      const newest = versions.at(-1)
      return !deleted && newest !== undefined && slackText(newest).includes(text)
    })
}
