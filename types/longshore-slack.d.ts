/** How Slack is told by a bot, put into the bundle when the configuration names one. */
declare module 'longshore:slack' {
  /** Absent when Slack is told by a webhook, or not at all. */
  export const bot:
    | {
        readonly commitsOf: typeof import('../shared/aws/dynamo-commits.ts').dynamoCommits
        readonly slackWeb: typeof import('../shared/notify/slack/slack-web.ts').slackWeb
        readonly tellWithBot: typeof import('../shared/notify/slack/tell-with-bot.ts').tellWithBot
        readonly livingMessages: typeof import('../shared/aws/dynamo-living-messages.ts').dynamoLivingMessages
      }
    | undefined
}
