import type { Finding } from '../mistake.ts'
import { globSource } from '../tag-pattern.ts'
import type { Rule } from './rule.ts'

/** A webhook posts into its own channel and edits nothing. */
export const routesNeedBot: Rule = ({ file: { slack } }) => {
  if (!slack || slack.bot) return []
  return (['routes', 'url'] as const)
    .filter((key) => slack[key] !== undefined)
    .map((key) => ({
      rule: 'routes-need-bot',
      path: ['slack', key],
      what: `slack.${key} is given, but Slack is told by a webhook.`,
      why: 'A webhook has one channel of its own, and its URL is in the secret.',
      mend: `Remove ${key}, or tell Slack by a bot: bot: { token: { ssm: NAME }, channel: C0123456789 }.`,
    }))
}

/** Only a bot may ask who is in a group. */
export const groupsNeedBot: Rule = ({ file: { slack } }) => {
  if (!slack || slack.bot || (slack.actions?.groups ?? []).length === 0) return []
  return [
    {
      rule: 'groups-need-bot',
      path: ['slack', 'actions', 'groups'],
      what: 'slack.actions.groups is given, but Slack is told by a webhook.',
      why: 'Who is in a user group is asked with the token of a bot.',
      mend: 'Name people by users, or tell Slack by a bot: bot: { token: { ssm: NAME }, channel: C0123456789 }.',
    },
  ]
}

/** A pattern that no target matches is a misspelt name. */
export const routesMatchTargets: Rule = ({ file }) =>
  (file.slack?.routes ?? []).flatMap(({ targets }, route) =>
    targets.flatMap((glob, index): Finding[] => {
      const pattern = new RegExp(globSource(glob) ?? '')
      if (Object.keys(file.targets).some((name) => pattern.test(name))) return []
      return [
        {
          rule: 'route-without-targets',
          path: ['slack', 'routes', route, 'targets', index],
          what: `The route to ${glob} matches no target.`,
          why: 'Nothing would ever take it.',
          mend: `Write the name of a target (${Object.keys(file.targets).slice(0, 3).join(', ')}) or a glob that matches one.`,
        },
      ]
    }),
  )

/** Quiet hours without a time are a mistake of writing. */
export const quietHoursHaveTimes: Rule = ({ file: { slack } }) => {
  const { from, to, days = [], dates = [] } = slack?.quietHours ?? {}
  if (slack?.quietHours === undefined || from !== undefined || to !== undefined || days.length + dates.length > 0)
    return []
  return [
    {
      rule: 'no-quiet-hours',
      path: ['slack', 'quietHours'],
      what: 'slack.quietHours names no time.',
      why: 'Without hours, days or dates it is never quiet.',
      mend: "Add from: '22:00' and to: '07:00', days: [sat, sun], or remove quietHours.",
    },
  ]
}
