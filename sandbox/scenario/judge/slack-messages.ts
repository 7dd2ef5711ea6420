import type { ScenarioReport } from '../scenario-report.ts'

/** A message in Slack with everything that became of it. */
export interface SlackThread {
  /** Id of the channel; absent: a webhook's own. */
  readonly channel?: string
  /** As posted, then as edited. */
  readonly versions: readonly { readonly at: number; readonly text: string }[]
  readonly replies: readonly { readonly text: string; readonly broadcast: boolean }[]
}

/** Messages in order of their posting, with their edits and replies. */
export function slackMessages({ sent }: Pick<ScenarioReport, 'sent'>): SlackThread[] {
  const slack = sent.flatMap(({ at, announcement }) =>
    announcement.channel === 'slack' ? [{ at, ...announcement }] : [],
  )
  return slack
    .filter(({ bot }) => bot === undefined || bot.act === 'post')
    .map(({ at, text, bot }) => {
      if (bot === undefined) return { versions: [{ at, text }], replies: [] }
      const edits = slack.filter((one) => one.bot?.act === 'edit' && one.bot.ts === bot.ts)
      const replies = slack.filter((one) => one.bot?.act === 'reply' && one.bot.thread === bot.ts)
      return {
        channel: bot.place,
        versions: [{ at, text }, ...edits],
        replies: replies.map((one) => ({ text: one.text, broadcast: one.bot?.broadcast === true })),
      }
    })
}
