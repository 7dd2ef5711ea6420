import type { RuleSight, Seen } from '../facts.ts'
import type { DoctorClients } from './doctor-clients.ts'
import { fewAtOnce } from './few-at-once.ts'
import type { Looker } from './look.ts'

/** Rules of EventBridge and what they invoke. By name. */
export async function readRules(
  looker: Looker,
  rules: DoctorClients['rules'],
  names: readonly string[],
): Promise<Record<string, Seen<RuleSight>>> {
  return Object.fromEntries(
    await fewAtOnce(names, async (name) => [name, await readRule(looker, rules, name)] as const),
  )
}

async function readRule({ look }: Looker, rules: DoctorClients['rules'], name: string): Promise<Seen<RuleSight>> {
  const rule = await look({ action: 'events:DescribeRule', subject: `rule ${name}` }, async () =>
    (await rules()).describeRule({ Name: name }),
  )
  if (rule.kind !== 'seen') return rule
  const targets = await look({ action: 'events:ListTargetsByRule', subject: `the targets of rule ${name}` }, async () =>
    (await rules()).listTargetsByRule({ Rule: name }),
  )
  if (targets.kind !== 'seen') return targets
  const { State, EventPattern, ScheduleExpression } = rule.value
  return {
    kind: 'seen',
    value: {
      isEnabled: State !== 'DISABLED',
      ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
      ...(ScheduleExpression === undefined ? {} : { schedule: ScheduleExpression }),
      targets: (targets.value.Targets ?? []).flatMap(({ Arn }) => Arn ?? []),
    },
  }
}
