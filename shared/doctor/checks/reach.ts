import type { Facts, SlackSight } from '../facts.ts'
import type { Finding } from '../finding.ts'

/** Slack would be told. */
export function slackIsReachable({ slack }: Facts): Finding[] {
  if (!slack) return []
  const wrong = wrongWith(slack)
  if (!wrong) return []
  return [
    { check: 'slack', severity: 'error', why: 'Nobody hears in Slack of what is deployed and what fails.', ...wrong },
  ]
}

function wrongWith({ by, secret, shape, answer }: SlackSight): Pick<Finding, 'what' | 'mend'> | undefined {
  const thing = by === 'webhook' ? 'webhook' : "bot's token"
  if (shape.kind === 'gone')
    return {
      what: `There is no ${secret}, which is to hold the ${thing} of Slack.`,
      mend: 'Put it there: docs/announcements.md says how.',
    }
  if (shape.kind === 'seen' && !shape.value) {
    const looks = by === 'webhook' ? 'https://hooks.slack.com/services/…' : 'xoxb-…'
    return { what: `What ${secret} holds is no ${thing} of Slack.`, mend: `Put one there: it looks like ${looks}` }
  }
  if (answer?.error === undefined) return undefined
  return {
    what: `Slack does not take the bot's token of ${secret}: ${answer.error}.`,
    mend: 'Install the app again and put its new token there, or see that the function can reach Slack.',
  }
}

/** The topic of the announcements is there. */
export function topicExists({ topic, config }: Facts): Finding[] {
  if (topic.kind !== 'gone') return []
  return [
    {
      ...{ check: 'sns', severity: 'error' },
      what: `There is no SNS topic ${config.stack}-deployments.`,
      why: 'Every announcement goes through it: nobody hears of anything, and announcements pile up.',
      mend: 'Deploy Longshore again. If CloudFormation takes the topic for there, remove it from the stack and deploy twice.',
    },
  ]
}

/** What was really sent was taken; what is known to be out of reach is told once. */
export function testsArrive(facts: Facts): Finding[] {
  const isKnown = { slack: slackIsReachable(facts).length > 0, sns: topicExists(facts).length > 0 }
  return facts.sent.flatMap(({ to, error }): Finding[] =>
    error === undefined || isKnown[to]
      ? []
      : [
          {
            ...{ check: to, severity: 'error' },
            what: `${to === 'slack' ? 'Slack' : 'SNS'} did not take the test message: ${error}.`,
            why: 'What is announced there is not heard.',
            mend: 'Mend what it complains of, then run doctor with the test again.',
          },
        ],
  )
}
