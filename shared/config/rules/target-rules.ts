import { parseDuration } from '../duration.ts'
import { writtenTarget } from '../kinds/written-target.ts'
import type { Finding } from '../mistake.ts'
import { placeName } from '../normalise-place.ts'
import type { TargetFile } from '../schema.ts'
import type { TagsFile } from '../shapes.ts'
import { forEachTarget, type Given, homeOf, type Rule } from './rule.ts'

/** Two targets for one thing would undo each other. */
export const oneTargetForOneThing: Rule = ({ file, lock }) => {
  const owners = new Map<string, string>()
  return Object.entries(file.targets).flatMap(([name, target]): Finding[] => {
    const { resource: named, called, resourcePath } = writtenTarget(target)
    const resource = `${placeName(target, homeOf({ file, lock }))}${named}`
    const owner = owners.get(resource)
    owners.set(resource, owner ?? name)
    if (owner === undefined) return []
    return [
      {
        rule: 'two-targets-for-one-thing',
        path: ['targets', name, ...resourcePath],
        what: `Target ${name} is ${called}, which is target ${owner} already.`,
        why: 'Two targets for one thing would undo each other.',
        mend: `Put everything into ${owner}, or name another.`,
      },
    ]
  })
}

/** Force mode lets ECS resolve the tag that the task definition names, so a pattern cannot be followed. */
export const forceModeNeedsExactTags: Rule = forEachTarget((name, target, { file }) => {
  if ((target.mode ?? file.defaults?.mode) !== 'force') return []
  return containersWhere(target, (tags) => tags.exact === undefined).map((container) => ({
    rule: 'force-mode-needs-exact-tags',
    path: ['targets', name, ...writtenTarget(target).containerPath(container), 'tags'],
    what: `Target ${name} has mode force, but its container ${container} follows a pattern of tags.`,
    why: 'A forced deployment runs the one tag that the task definition names.',
    mend: 'Write exact: TAG, or use mode revision.',
  }))
})

/** Only versions can be ordered as versions. */
export const semverOrderNeedsSemverTags: Rule = forEachTarget((name, target) => {
  if (target.order !== 'semver') return []
  const versioned = containersWhere(target, (tags) => tags.semver !== undefined)
  const patterns = containersWhere(target, (tags) => tags.glob !== undefined || tags.regex !== undefined)
  if (patterns.length === 0 && (versioned.length > 0 || allExact(target))) return []
  return [
    {
      rule: 'semver-order-needs-semver-tags',
      path: ['targets', name, 'order'],
      what: `Target ${name} has order semver, but ${patterns.join(', ') || 'no container'} follows glob or regex tags.`,
      why: 'Only versions have a precedence.',
      mend: "Write tags: { semver: '>=1.0.0' }, or order: pushed.",
    },
  ]
})

/** An exact tag names one image at a time: there is nothing to order. */
export const exactTagsTakeNoOrder: Rule = forEachTarget((name, target) => {
  if (target.order === undefined || !allExact(target)) return []
  return [
    {
      rule: 'exact-tags-take-no-order',
      path: ['targets', name, 'order'],
      what: `Target ${name} states an order, but all its tags are exact.`,
      why: 'The newer image of an exact tag is what the registry says the tag names now.',
      mend: 'Remove order.',
    },
  ]
})

/** Slack cannot be told without knowing where. */
export const slackNeedsWebhook: Rule = (given) => {
  if (given.namesSlack) return []
  const places: [Finding['path'], readonly string[] | undefined][] = [
    [['defaults', 'announce'], given.file.defaults?.announce],
    ...targetsOf(given).map(([name, { announce }]): [Finding['path'], readonly string[] | undefined] => [
      ['targets', name, 'announce'],
      announce,
    ]),
  ]
  return places
    .filter(([, channels]) => channels?.includes('slack'))
    .map(([path]) => ({
      rule: 'slack-needs-webhook',
      path,
      what: 'Slack is to be told, but neither a webhook nor a bot is named.',
      why: 'Without either there is nowhere to send to.',
      mend: 'Add slack: { webhook: { ssm: /longshore/slack-webhook } }, or leave slack out of announce.',
    }))
}

const longestSettleMs = 900_000

/** Times that cannot work: no time to make progress, or waiting without end. */
export const usableDurations: Rule = (given) => {
  const places: [readonly string[], TargetFile | Given['file']['defaults']][] = [
    [['defaults'], given.file.defaults],
    ...targetsOf(given).map(([name, target]): [string[], TargetFile] => [['targets', name], target]),
  ]
  return places.flatMap(([path, options]): Finding[] => {
    const deadline = parseDuration(options?.deadline ?? '') ?? Number.POSITIVE_INFINITY
    const settle = parseDuration(options?.settle ?? '') ?? 0
    return [
      ...(deadline < 60_000 ? [unusable([...path, 'deadline'], 'No rollout makes progress so fast', '20m')] : []),
      ...(settle > longestSettleMs
        ? [unusable([...path, 'settle'], 'A start may be held back by 15m at most', '30s')]
        : []),
    ]
  })
}

function unusable(path: readonly string[], why: string, example: string): Finding {
  const what = `${path.join('.')} is not usable.`
  return { rule: 'unusable-duration', path, what, why: `${why}.`, mend: `Write for example ${example}.` }
}

function targetsOf({ file }: Given): [string, TargetFile][] {
  return Object.entries(file.targets)
}

function containersWhere(target: TargetFile, holds: (tags: TagsFile) => boolean): string[] {
  return Object.entries(writtenTarget(target).containers)
    .filter(([, { tags }]) => holds(tags))
    .map(([name]) => name)
}

function allExact(target: TargetFile): boolean {
  return containersWhere(target, (tags) => tags.exact === undefined).length === 0
}
