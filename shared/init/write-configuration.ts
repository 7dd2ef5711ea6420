import { stringify } from 'yaml'
import { loadConfig } from '../config/load-config.ts'
import type { LockedTarget, LockFile } from '../config/schema.ts'
import { type Draft, draftFunction, draftService } from './draft-target.ts'
import type { FoundAccount, Home } from './found.ts'
import { nameTargets } from './name-targets.ts'
import { writeTarget } from './write-target.ts'

/** A first configuration, and what did not get into it. */
export interface Written {
  /** longshore.yml. */
  readonly file: string
  /** longshore.lock.yml. */
  readonly lock: string
  /** Names of targets. */
  readonly targets: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

export interface LeftOut {
  readonly what: string
  readonly why: string
}

interface Named {
  readonly name: string
  readonly draft: Draft
}

const lockHeading =
  '# Written by `npx longshore init`: what only the account knows. Commit it; `npx longshore resolve` keeps it.\n'

/**
 * Writes a configuration that packages as it is, every target observing. What cannot be a target is commented out with its reason.
 * @param schema where the file finds its JSON Schema, as a path from the file
 * @returns undefined for `file` and `lock` when nothing that was found can be a target
 */
export function writeConfiguration(
  found: FoundAccount,
  schema: string,
): Written | { readonly leftOut: readonly LeftOut[] } {
  const drafts = [...found.services.map(draftService), ...found.functions.map(draftFunction)]
  const names = nameTargets(drafts.map(({ wishes }) => wishes))
  const all = drafts.map((draft, index): Named => refuseMistaken({ name: names[index] ?? '', draft }))
  const leftOut = all.flatMap(({ draft: { called, unusable } }) =>
    unusable === undefined ? [] : [{ what: called, why: unusable }],
  )
  const home = all[0]?.draft.place.found
  const usable = all.filter(({ draft }) => draft.unusable === undefined)
  if (!home || usable.length === 0) return { leftOut }
  return {
    file: [...headingOf(home, usable.length, schema, found.isMore), ...targetsOf(all), ''].join('\n'),
    lock: lockHeading + stringify(lockOf(usable, home), { lineWidth: 0, singleQuote: true }),
    targets: usable.map(({ name }) => name),
    leftOut,
  }
}

/** What AWS takes and a configuration does not (an odd name) would spoil the whole file. */
function refuseMistaken(named: Named): Named {
  const { draft, name } = named
  if (draft.unusable !== undefined) return named
  const file = ['version: 1', ...targetsOf([named])].join('\n')
  const lock = stringify(lockOf([named], draft.place.found))
  const loaded = loadConfig(file, lock, { stage: 'dev' })
  if (loaded.ok && Object.keys(loaded.config.targets).length === 1) return named
  const why = loaded.ok ? `${name} cannot be written` : loaded.mistakes.map(({ what }) => what).join(' ')
  return { name, draft: { ...draft, unusable: `the configuration cannot hold it: ${why}` } }
}

function targetsOf(all: readonly Named[]): string[] {
  return ['targets:', all.map(({ name, draft }) => writeTarget(name, draft).join('\n')).join('\n\n')]
}

function headingOf({ account, region }: Home, count: number, schema: string, isMore: boolean): string[] {
  return [
    `# yaml-language-server: $schema=${schema}`,
    `# What deploys where: written by \`npx longshore init\` from what runs in ${account}, ${region}. It is yours to change from here on.`,
    '# Every target observes: a push tells what would be deployed, and nothing is touched. Take `mode: observe` out of one target',
    '# after the other. Rules, schedules and Docker hosts are not looked for. Every option: docs/configuration.md',
    ...(isMore
      ? ['# There is more in the account: name clusters (--cluster), or let more be looked at (--most).']
      : []),
    'version: 1',
    '',
    '# Where Slack is told; docs/operating.md says how to store the webhook, or the token of a bot.',
    '# slack:',
    '#   webhook:',
    '#     ssm: /longshore/slack-webhook',
    '',
    ...(count > 40 ? ['# Many targets start many deployments: defaults.maxParallel says how many at a time.', ''] : []),
  ]
}

function lockOf(usable: readonly Named[], { account, region }: Home): LockFile {
  const targets = usable.flatMap(({ name, draft: { place } }): [string, LockedTarget][] => {
    if (place.kind !== 'ecs' || !place.found.definition) return []
    const { containers: _containers, ...definition } = place.found.definition
    const { cluster, service } = place.found
    return [[name, { cluster, service, ...definition }]]
  })
  return { version: 1, account, region, targets: Object.fromEntries(targets) }
}
