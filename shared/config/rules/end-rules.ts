import type { Finding } from '../mistake.ts'
import { globSource } from '../tag-pattern.ts'
import type { Rule } from './rule.ts'

/** What was told, and what waits or is dead, is remembered by the name. */
export const endsHaveNamesOfTheirOwn: Rule = ({ file: { ends = [] } }) =>
  ends.flatMap(({ name }, index): Finding[] => {
    if (ends.findIndex((end) => end.name === name) === index) return []
    return [
      {
        rule: 'two-ends-of-one-name',
        path: ['ends', index, 'name'],
        what: `There are two ends called ${name}.`,
        why: 'What one of them was told would count as told to the other.',
        mend: 'Give one another name.',
      },
    ]
  })

/** Chats know nothing of signatures; a webhook without one would have to believe anybody. */
export const webhooksAreSigned: Rule = ({ file: { ends = [] } }) =>
  ends.flatMap(({ name, kind, signingKey }, index): Finding[] => {
    if ((kind === 'webhook') === (signingKey !== undefined)) return []
    const [what, why, mend] =
      kind === 'webhook'
        ? [
            `The end ${name} is a webhook without signingKey.`,
            'Its receiver could not tell an announcement from what anybody sends.',
            'Store what openssl rand -hex 32 prints, and add signingKey: { ssm: NAME }.',
          ]
        : [
            `The end ${name} has a signingKey, but is no webhook.`,
            'A chat does not look at signatures.',
            'Remove signingKey.',
          ]
    const path = kind === 'webhook' ? ['ends', index] : ['ends', index, 'signingKey']
    return [{ rule: 'webhooks-are-signed', path, what, why, mend }]
  })

/** A pattern that no target matches is a misspelt name. */
export const endsMatchTargets: Rule = ({ file }) =>
  (file.ends ?? []).flatMap(({ name, targets = [] }, end) =>
    targets.flatMap((glob, index): Finding[] => {
      const pattern = new RegExp(globSource(glob) ?? '')
      if (Object.keys(file.targets).some((target) => pattern.test(target))) return []
      return [
        {
          rule: 'end-without-targets',
          path: ['ends', end, 'targets', index],
          what: `${glob} of the end ${name} matches no target.`,
          why: 'It would be told nothing by it.',
          mend: `Write the name of a target (${Object.keys(file.targets).slice(0, 3).join(', ')}) or a glob that matches one.`,
        },
      ]
    }),
  )
